/** A file, and what it names: subject, requirement, source, scope, integrity, and the text the fact points at. */
export interface ManifestSample {
  readonly path: string
  readonly text: string
  readonly rows: readonly string[]
}

export const manifestSamples: readonly ManifestSample[] = [
  {
    path: 'package.json',
    text: '{\n  "name": "x",\n  "version": "1.0.0",\n  "engines": { "node": ">=18" },\n  "dependencies": {\n    "left-pad": "^1.3.0",\n    "@a/b": "github:a/b#0123abc",\n    "old": "npm:@real/new@2",\n    "near": "file:../near",\n    "w": "workspace:*"\n  },\n  "devDependencies": {"t": "https://d.invalid/t.tgz"},\n  "overrides": { "a": { "b": "1.0.0" } }\n}\n',
    rows: [
      'npm:left-pad ^1.3.0 registry runtime - "left-pad": "^1.3.0"',
      'npm:@a/b 0123abc git runtime - "@a/b": "github:a/b#0123abc"',
      'npm:@real/new 2 registry runtime - "old": "npm:@real/new@2"',
      'npm:near - path runtime - "near": "file:../near"',
      'npm:w * workspace runtime - "w": "workspace:*"',
      'npm:t - url dev - "t": "https://d.invalid/t.tgz"',
      'npm:b 1.0.0 registry override - "b": "1.0.0"',
    ],
  },
  {
    path: 'sub/package-lock.json',
    text: '{\n  "lockfileVersion": 3,\n  "packages": {\n    "": {\n      "dependencies": { "a": "^1" }\n    },\n    "node_modules/a": {\n      "version": "1.0.0",\n      "resolved": "https://r.invalid/a/-/a-1.0.0.tgz",\n      "integrity": "sha512-AA=="\n    },\n    "node_modules/a/node_modules/@s/b": {\n      "version": "2.0.0",\n      "resolved": "git+ssh://git@g.invalid/s/b.git#aa",\n      "dev": true\n    }\n  }\n}\n',
    rows: [
      'npm:a 1.0.0 registry runtime sha512-AA== "node_modules/a"',
      'npm:@s/b 2.0.0 git dev - "node_modules/a/node_modules/@s/b"',
    ],
  },
  {
    path: 'npm-shrinkwrap.json',
    text: '{\n  "dependencies": {\n    "a": {\n      "version": "1.0.0",\n      "resolved": "https://r.invalid/a/-/a-1.0.0.tgz",\n      "requires": { "b": "^2" },\n      "dependencies": {\n        "b": {\n          "version": "2.0.0",\n          "resolved": "https://other.invalid/b.tgz",\n          "integrity": "sha1-x"\n        }\n      }\n    }\n  }\n}\n',
    rows: ['npm:a 1.0.0 registry runtime - "a"', 'npm:b 2.0.0 url runtime sha1-x "b"'],
  },
  {
    path: 'yarn.lock',
    text: '# yarn lockfile v1\n\n\n"@s/a@^1", "@s/a@^1.1":\n  version "1.2.0"\n  resolved "https://r.invalid/@s/a/-/a-1.2.0.tgz#ff"\n  integrity sha512-BB==\n  dependencies:\n    version "^9"\n\n"b@npm:^3":\n  version: 3.0.0\n  resolution: "b@npm:3.0.0"\n  checksum: 10/cc\n',
    rows: [
      'npm:@s/a 1.2.0 registry runtime sha512-BB== "@s/a@^1", "@s/a@^1.1"',
      'npm:b 3.0.0 registry runtime 10/cc "b@npm:^3"',
    ],
  },
  {
    path: 'pnpm-lock.yaml',
    text: "lockfileVersion: '9.0'\nimporters:\n  .:\n    dependencies:\n      a:\n        specifier: ^1\n        version: 1.0.0\npackages:\n\n  a@1.0.0:\n    resolution: {integrity: sha512-CC==}\n    engines: {node: '>=4'}\n\n  '@s/b@https://t.invalid/b.tgz':\n    resolution: {tarball: https://t.invalid/b.tgz}\n    version: 2.0.0\n\nsnapshots:\n\n  a@1.0.0: {}\n",
    rows: [
      'npm:a 1.0.0 registry runtime sha512-CC== a@1.0.0',
      'npm:@s/b https://t.invalid/b.tgz url runtime - @s/b@https://t.invalid/b.tgz',
    ],
  },
  {
    path: 'requirements-dev.txt',
    text: '# tools\n-r base.txt\n--index-url https://i.invalid/simple\nFlask_Login[a,b] >=2,<3 ; python_version < "3.9"  # why\npip==1.0 \\\n    --hash=sha256:aa \\\n    --hash=sha256:bb\nx @ git+https://g.invalid/x.git@v1\n-e ./local\n',
    rows: [
      'pypi:flask-login >=2,<3 registry dev - Flask_Login[a,b] >=2,<3 ; python_version < "3.9"',
      'pypi:pip ==1.0 registry dev sha256:aa sha256:bb pip==1.0 \\\n    --hash=sha256:aa \\\n    --hash=sha256:bb',
      'pypi:x v1 git dev - x @ git+https://g.invalid/x.git@v1',
      'pypi:local - path dev - ./local',
    ],
  },
  {
    path: 'pyproject.toml',
    text: '[build-system]\nrequires = ["setuptools>=61", "wheel"]\n\n[project]\nname = "x"\ndependencies = [\n  "requests[socks]>=2.0", # c\n  "y @ https://u.invalid/y.whl",\n]\n\n[project.optional-dependencies]\nfast = ["z==1"]\n\n[tool.poetry.dependencies]\npython = "^3.8"\np = "^1.2"\nq = { git = "https://g.invalid/q.git", rev = "abc" }\n',
    rows: [
      'pypi:setuptools >=61 registry build - setuptools>=61',
      'pypi:wheel - registry build - wheel',
      'pypi:requests >=2.0 registry runtime - requests[socks]>=2.0',
      'pypi:y - url runtime - y @ https://u.invalid/y.whl',
      'pypi:z ==1 registry optional - z==1',
      'pypi:p ^1.2 registry runtime - p = "^1.2"',
      'pypi:q abc git runtime - q = { git = "https://g.invalid/q.git", rev = "abc" }',
    ],
  },
  {
    path: 'setup.cfg',
    text: '[metadata]\nname = x\n[options]\ninstall_requires =\n    a>=1\n    # no\n    b; os_name == "nt"\n\npackages = find:\n[options.extras_require]\ntest = c\n',
    rows: [
      'pypi:a >=1 registry runtime - a>=1',
      'pypi:b - registry runtime - b; os_name == "nt"',
      'pypi:c - registry optional - c',
    ],
  },
  {
    path: 'Pipfile',
    text: '[packages]\na = "*"\n[dev-packages]\nb = {path = "./b", editable = true}\n',
    rows: ['pypi:a * registry runtime - a = "*"', 'pypi:b - path dev - b = {path = "./b", editable = true}'],
  },
  {
    path: 'Pipfile.lock',
    text: '{\n  "_meta": {"hash": {"sha256": "x"}},\n  "default": {\n    "a": {\n      "hashes": ["sha256:aa", "sha256:bb"],\n      "version": "==1.0"\n    }\n  },\n  "develop": {}\n}\n',
    rows: ['pypi:a ==1.0 registry runtime sha256:aa sha256:bb "a"'],
  },
  {
    path: 'poetry.lock',
    text: '[[package]]\nname = "a"\nversion = "1.0"\nfiles = [\n    {file = "a.whl", hash = "sha256:aa"},\n]\n\n[package.dependencies]\nb = "*"\n\n[[package]]\nname = "b"\nversion = "2.0"\n\n[package.source]\ntype = "git"\nurl = "https://g.invalid/b.git"\n\n[metadata]\nlock-version = "2.0"\n',
    rows: ['pypi:a 1.0 registry runtime sha256:aa name = "a"', 'pypi:b 2.0 git runtime - name = "b"'],
  },
  {
    path: 'uv.lock',
    text: 'version = 1\n\n[[package]]\nname = "a"\nversion = "1.0"\nsource = { registry = "https://i.invalid/simple" }\nsdist = { url = "https://f.invalid/a.tar.gz", hash = "sha256:cc", size = 1 }\n\n[[package]]\nname = "me"\nversion = "0"\nsource = { editable = "." }\n',
    rows: ['pypi:a 1.0 registry runtime sha256:cc name = "a"', 'pypi:me 0 path runtime - name = "me"'],
  },
  {
    path: 'Cargo.toml',
    text: '[package]\nname = "x"\nversion = "0.1.0"\nedition = "2021"\n\n[dependencies]\na = "1.0"\nb = { git = "https://g.invalid/b", branch = "main" }\nc.workspace = true\n\n[target.\'cfg(unix)\'.dev-dependencies]\nd = { package = "dd", version = "2" }\n\n[build-dependencies.e]\npath = "../e"\n\n[patch.crates-io]\nf = { path = "f" }\n',
    rows: [
      'cargo:a 1.0 registry runtime - a = "1.0"',
      'cargo:b main git runtime - b = { git = "https://g.invalid/b", branch = "main" }',
      'cargo:c - workspace runtime - c.workspace = true',
      'cargo:dd 2 registry dev - d = { package = "dd", version = "2" }',
      'cargo:e - path build - [build-dependencies.e]',
      'cargo:f - path override - f = { path = "f" }',
    ],
  },
  {
    path: 'Cargo.lock',
    text: 'version = 3\n\n[[package]]\nname = "a"\nversion = "1.0.0"\nsource = "registry+https://i.invalid/index"\nchecksum = "abcd"\n\n[[package]]\nname = "x"\nversion = "0.1.0"\ndependencies = [\n "a",\n]\n',
    rows: ['cargo:a 1.0.0 registry runtime abcd name = "a"', 'cargo:x 0.1.0 workspace runtime - name = "x"'],
  },
  {
    path: 'go.mod',
    text: 'module m.invalid/x\n\ngo 1.22\n\nrequire m.invalid/a v1.0.0\n\nrequire (\n\tm.invalid/b v1.1.0\n\tm.invalid/c/v2 v2.0.0 // indirect\n)\n\nreplace m.invalid/b => ../b\n\nreplace m.invalid/c/v2 v2.0.0 => n.invalid/c/v2 v2.0.1\n',
    rows: [
      'go:m.invalid/a v1.0.0 registry runtime - m.invalid/a v1.0.0',
      'go:m.invalid/b v1.1.0 registry runtime - m.invalid/b v1.1.0',
      'go:m.invalid/c/v2 v2.0.0 registry optional - m.invalid/c/v2 v2.0.0',
      'go:m.invalid/b - path override - m.invalid/b => ../b',
      'go:n.invalid/c/v2 v2.0.1 registry override - m.invalid/c/v2 v2.0.0 => n.invalid/c/v2 v2.0.1',
    ],
  },
  {
    path: 'go.sum',
    text: 'm.invalid/a v1.0.0 h1:AAA=\nm.invalid/a v1.0.0/go.mod h1:BBB=\n',
    rows: ['go:m.invalid/a v1.0.0 registry runtime h1:AAA= m.invalid/a v1.0.0 h1:AAA='],
  },
  {
    path: 'Gemfile',
    text: "source 'https://s.invalid'\ngem 'a', '~> 1.0', '>= 1.0.2'\ngem \"b\", git: 'https://g.invalid/b.git', tag: 'v1' # c\ngroup :test do\n  gem 'c', path: '../c'\nend\n",
    rows: [
      "rubygems:a ~> 1.0, >= 1.0.2 registry runtime - gem 'a', '~> 1.0', '>= 1.0.2'",
      "rubygems:b v1 git runtime - gem \"b\", git: 'https://g.invalid/b.git', tag: 'v1'",
      "rubygems:c - path dev - gem 'c', path: '../c'",
    ],
  },
  {
    path: 'x.gemspec',
    text: "Gem::Specification.new do |s|\n  s.add_dependency 'a', '>= 1'\n  s.add_development_dependency('b')\nend\n",
    rows: [
      "rubygems:a >= 1 registry runtime - s.add_dependency 'a', '>= 1'",
      "rubygems:b - registry dev - s.add_development_dependency('b')",
    ],
  },
  {
    path: 'Gemfile.lock',
    text: 'GIT\n  remote: https://g.invalid/b.git\n  revision: ffee\n  specs:\n    b (2.0)\n\nGEM\n  remote: https://s.invalid/\n  specs:\n    a (1.0)\n      c (>= 1)\n\nDEPENDENCIES\n  a\n\nCHECKSUMS\n  a (1.0) sha256=aa\n',
    rows: ['rubygems:b 2.0 git runtime ffee b (2.0)', 'rubygems:a 1.0 registry runtime sha256=aa a (1.0)'],
  },
  {
    path: 'composer.json',
    text: '{\n  "require": {\n    "php": ">=8",\n    "a/b": "^1.0"\n  },\n  "require-dev": { "c/d": "dev-main" }\n}\n',
    rows: [
      'composer:a/b ^1.0 registry runtime - "a/b": "^1.0"',
      'composer:c/d dev-main registry dev - "c/d": "dev-main"',
    ],
  },
  {
    path: 'composer.lock',
    text: '{\n  "packages": [\n    {\n      "name": "a/b",\n      "version": "1.0.0",\n      "dist": { "type": "zip", "url": "https://d.invalid/b.zip", "shasum": "aa" }\n    }\n  ],\n  "packages-dev": [\n    {\n      "name": "c/d",\n      "version": "2.0.0",\n      "source": { "type": "git", "url": "https://g.invalid/d.git", "reference": "bb" }\n    }\n  ]\n}\n',
    rows: ['composer:a/b 1.0.0 registry runtime aa "name": "a/b"', 'composer:c/d 2.0.0 registry dev bb "name": "c/d"'],
  },
  {
    path: 'pom.xml',
    text: '<project>\n  <dependencies>\n    <dependency>\n      <groupId>g.a</groupId>\n      <artifactId>n</artifactId>\n      <version>${v}</version>\n      <scope>test</scope>\n    </dependency>\n  </dependencies>\n  <build><plugins><plugin><groupId>g.p</groupId><artifactId>p</artifactId><version>1</version></plugin></plugins></build>\n</project>\n',
    rows: [
      'maven:g.a:n ${v} registry dev - <dependency>\n      <groupId>g.a</groupId>\n      <artifactId>n</artifactId>\n      <version>${v}</version>\n      <scope>test</scope>\n    </dependency>',
      'maven:g.p:p 1 registry build - <plugin><groupId>g.p</groupId><artifactId>p</artifactId><version>1</version></plugin>',
    ],
  },
  {
    path: 'app/build.gradle.kts',
    text: 'plugins {\n    id("com.x.y") version "1.2"\n}\ndependencies {\n    implementation("g:a:1.0") // c\n    testImplementation(platform("g:bom:2.0"))\n    api(project(":lib"))\n    runtimeOnly(group = "g", name = "r", version = "3")\n}\n',
    rows: [
      'maven:g:a 1.0 registry runtime - implementation("g:a:1.0")',
      'maven:g:bom 2.0 registry dev - testImplementation(platform("g:bom:2.0"))',
      'maven::lib - workspace runtime - api(project(":lib"))',
      'maven:g:r 3 registry runtime - runtimeOnly(group = "g", name = "r", version = "3")',
      'gradle:com.x.y 1.2 registry build - id("com.x.y") version "1.2"',
    ],
  },
  {
    path: 'gradle/libs.versions.toml',
    text: '[versions]\nv = "1.5"\n[libraries]\na = "g:a:1.0"\nb = { module = "g:b", version.ref = "v" }\n[plugins]\np = { id = "x.p", version = "2" }\n',
    rows: [
      'maven:g:a 1.0 registry runtime - a = "g:a:1.0"',
      'maven:g:b 1.5 registry runtime - b = { module = "g:b", version.ref = "v" }',
      'gradle:x.p 2 registry build - p = { id = "x.p", version = "2" }',
    ],
  },
  {
    path: 'A.csproj',
    text: '<Project Sdk="S">\r\n  <ItemGroup>\r\n    <PackageReference Include="A.B" Version="1.0" />\r\n    <PackageReference Include="C">\r\n      <Version>2.0</Version>\r\n      <PrivateAssets>all</PrivateAssets>\r\n    </PackageReference>\r\n    <ProjectReference Include="..\\D.csproj" />\r\n  </ItemGroup>\r\n</Project>\r\n',
    rows: [
      'nuget:a.b 1.0 registry runtime - <PackageReference Include="A.B" Version="1.0" />',
      'nuget:c 2.0 registry build - <PackageReference Include="C">\r\n      <Version>2.0</Version>\r\n      <PrivateAssets>all</PrivateAssets>\r\n    </PackageReference>',
      'nuget:..\\d.csproj - workspace runtime - <ProjectReference Include="..\\D.csproj" />',
    ],
  },
  {
    path: 'packages.config',
    text: '<packages>\n  <package id="A" version="1" developmentDependency="true" />\n</packages>\n',
    rows: ['nuget:a 1 registry dev - <package id="A" version="1" developmentDependency="true" />'],
  },
  {
    path: '.gitmodules',
    text: '[submodule "s"]\n\tpath = s\n\turl = https://g.invalid/s.git\n\tbranch = b\n',
    rows: ['git-submodule:s b git build - [submodule "s"]\n\tpath = s\n\turl = https://g.invalid/s.git'],
  },
  {
    path: 'subprojects/z.wrap',
    text: '[wrap-file]\ndirectory = z-1.0\nsource_url = https://d.invalid/z.tar.xz\nsource_hash = aa\n',
    rows: ['meson:z z-1.0 url build aa https://d.invalid/z.tar.xz'],
  },
  {
    path: 'MODULE.bazel',
    text: '# git_override(module_name = "n", remote = "https://n.invalid/n.git")\ngit_override(module_name = "a", remote = "https://g.invalid/a.git", tag = "v1")\nhttp_archive(name = "b", sha256 = "aa", urls = ["https://m.invalid/b.tgz", "https://d.invalid/b.tgz"])\n',
    rows: [
      'bazel:a v1 git override - git_override(module_name = "a", remote = "https://g.invalid/a.git", tag = "v1")',
      'bazel:b - url build aa http_archive(name = "b", sha256 = "aa", urls = ["https://m.invalid/b.tgz", "https://d.invalid/b.tgz"])',
    ],
  },
  {
    path: 'CMakeLists.txt',
    text: 'include(FetchContent)\n# FetchContent_Declare(no URL https://n.invalid/)\nFetchContent_Declare(\n  a\n  GIT_REPOSITORY https://g.invalid/a.git\n  GIT_TAG v1 # c )\n)\nExternalProject_Add(b URL "https://d.invalid/b.tgz" URL_HASH SHA256=aa)\n',
    rows: [
      'cmake:a v1 git build - FetchContent_Declare(\n  a\n  GIT_REPOSITORY https://g.invalid/a.git\n  GIT_TAG v1 # c )\n)',
      'cmake:b - url build SHA256=aa ExternalProject_Add(b URL "https://d.invalid/b.tgz" URL_HASH SHA256=aa)',
    ],
  },
  {
    path: 'Dockerfile',
    text: '# syntax\nARG V=1\nFROM --platform=linux/amd64 r.invalid:5000/t/base:1.0@sha256:aa AS build\nRUN python <<E\nfrom os import path\nE\nFROM build\nFROM scratch\nFROM img:${V:-2}\nCOPY --from=build /a /b\nCOPY --from=other/img:3 /a /b\n',
    rows: [
      'docker:r.invalid:5000/t/base 1.0 registry build sha256:aa r.invalid:5000/t/base:1.0@sha256:aa',
      'docker:img ${V:-2} registry build - img:${V:-2}',
      'docker:other/img 3 registry build - other/img:3',
    ],
  },
  {
    path: '.github/workflows/ci.yml',
    text: 'on: push\njobs:\n  a:\n    uses: o/r/.github/workflows/w.yml@main\n  b:\n    steps:\n      - uses: Own/Act@0123 # v4\n      - run: echo\n      - name: x\n        uses: "docker://img:1"\n      - uses: ./local\n',
    rows: [
      'github-actions:o/r/.github/workflows/w.yml main git build - o/r/.github/workflows/w.yml@main',
      'github-actions:own/act 0123 git build - Own/Act@0123',
      'docker:img 1 registry build - docker://img:1',
      'github-actions:./local - path build - ./local',
    ],
  },
  {
    path: 'gradle/verification-metadata.xml',
    text: '<components>\n  <component group="g.a" name="a" version="1.0">\n    <artifact name="a.jar"><sha256 value="aa"/><md5 value="bb"/></artifact>\n  </component>\n</components>\n',
    rows: ['maven:g.a:a 1.0 registry runtime aa bb <component group="g.a" name="a" version="1.0">'],
  },
  {
    path: 'packages.lock.json',
    text: '{ "version": 1, "dependencies": { "net8.0": {\n  "A.B": { "type": "Direct", "resolved": "1.0.0", "contentHash": "aa" },\n  "own": { "type": "Project" }\n} } }\n',
    rows: ['nuget:a.b 1.0.0 registry runtime aa "A.B"', 'nuget:own - workspace runtime - "own"'],
  },
  {
    path: '.gitlab-ci.yml',
    text: 'include:\n  - local: a.yml\n  - remote: https://c.invalid/b.yml\n  - component: g.invalid/a/b@1.0\nx:\n  image: img:1\n  script: [make]\n',
    rows: [
      'pipeline:https://c.invalid/b.yml - url build - https://c.invalid/b.yml',
      'pipeline:g.invalid/a/b 1.0 registry build - g.invalid/a/b@1.0',
      'docker:img 1 registry build - img:1',
    ],
  },
  {
    path: '.circleci/config.yml',
    text: 'orbs:\n  node: o/node@5.2.0\njobs:\n  a:\n    docker: [{ image: "cimg/base:1" }]\n',
    rows: ['pipeline:o/node 5.2.0 registry build - o/node@5.2.0', 'docker:cimg/base 1 registry build - cimg/base:1'],
  },
  {
    path: '.buildkite/pipeline.yml',
    text: 'steps:\n  - plugins:\n      - docker#v1.0.0\n      - https://g.invalid/p.git#main: ~\n',
    rows: [
      'pipeline:docker v1.0.0 registry build - docker#v1.0.0',
      'pipeline:https://g.invalid/p.git main git build - https://g.invalid/p.git#main',
    ],
  },
  {
    path: 'azure-pipelines.yml',
    text: 'resources:\n  repositories:\n    - { repository: t, name: o/t, ref: refs/tags/v1 }\n',
    rows: ['pipeline:o/t refs/tags/v1 git build - o/t'],
  },
  {
    path: 'Jenkinsfile',
    text: "@Library('ours@v1') _\nnode { }\n",
    rows: ['pipeline:ours v1 git build - ours@v1'],
  },
  {
    path: 'pubspec.yaml',
    text: 'name: x\ndependencies:\n  a: ^1.0.0\n  b:\n    git:\n      url: https://g.invalid/b.git\n      ref: main\n',
    rows: [
      'pub:a ^1.0.0 registry runtime - a: ^1.0.0',
      'pub:b main git runtime - b:\n    git:\n      url: https://g.invalid/b.git\n      ref: main',
    ],
  },
  {
    path: 'Package.swift',
    text: '.package(url: "https://g.invalid/o/a.git", from: "1.0.0"),\n',
    rows: ['swift:a 1.0.0 git runtime - .package(url: "https://g.invalid/o/a.git", from: "1.0.0"'],
  },
  {
    path: 'Package.resolved',
    text: '{ "pins": [\n  { "location": "https://g.invalid/o/a.git", "state": { "version": "1.0.0" } }\n] }\n',
    rows: ['swift:a 1.0.0 git runtime - { "location": "https://g.invalid/o/a.git", "state": { "version": "1.0.0" } }'],
  },
  {
    path: 'mix.exs',
    text: '[\n  {:a, "~> 1.0"},\n  {:b, git: "https://g.invalid/b.git", branch: "main"}\n]\n',
    rows: [
      'hex:a ~> 1.0 registry runtime - {:a, "~> 1.0"}',
      'hex:b main git runtime - {:b, git: "https://g.invalid/b.git", branch: "main"}',
    ],
  },
  {
    path: 'Podfile',
    text: "pod 'A', '1.0'\npod 'B', :git => 'https://g.invalid/b.git'\n",
    rows: [
      "cocoapods:A 1.0 registry runtime - pod 'A', '1.0'",
      "cocoapods:B - git runtime - pod 'B', :git => 'https://g.invalid/b.git'",
    ],
  },
  {
    path: 'pnpm-workspace.yaml',
    text: 'overrides:\n  a: ^1.0.0\n  "x>b": "npm:c@2.0.0"\n',
    rows: ['npm:a ^1.0.0 registry override - a: ^1.0.0', 'npm:c 2.0.0 registry override - "x>b": "npm:c@2.0.0"'],
  },
  {
    path: 'gradle.lockfile',
    text: '# made by Gradle\ng.a:n:1.0=compileClasspath,runtimeClasspath\ng.t:u:2.0=testCompileClasspath\nempty=annotationProcessor\n',
    rows: ['maven:g.a:n 1.0 registry runtime - g.a:n:1.0', 'maven:g.t:u 2.0 registry dev - g.t:u:2.0'],
  },
  {
    path: 'conanfile.txt',
    text: '[requires]\nzlib/1.3.1  # c\nfmt/[>=10 <11]@u/stable\n\n[tool_requires]\ncmake/3.27.0#aa\n\n[generators]\nCMakeDeps\n',
    rows: [
      'conan:zlib 1.3.1 registry runtime - zlib/1.3.1',
      'conan:fmt >=10 <11 registry runtime - fmt/[>=10 <11]@u/stable',
      'conan:cmake 3.27.0 registry build aa cmake/3.27.0#aa',
    ],
  },
  {
    path: 'conanfile.py',
    text: 'class X(ConanFile):\n    requires = (\n        "zlib/1.3.1",\n        "fmt/10.2.1",\n    )\n    # requires = "no/1.0"\n\n    def build_requirements(self):\n        self.tool_requires("cmake/3.27.0")\n',
    rows: [
      'conan:zlib 1.3.1 registry runtime - zlib/1.3.1',
      'conan:fmt 10.2.1 registry runtime - fmt/10.2.1',
      'conan:cmake 3.27.0 registry build - cmake/3.27.0',
    ],
  },
  {
    path: 'conan.lock',
    text: '{\n  "version": "0.5",\n  "requires": [\n    "zlib/1.3.1#aa%1700.5"\n  ],\n  "build_requires": ["cmake/3.27.0#bb%1701.5"],\n  "python_requires": []\n}\n',
    rows: [
      'conan:zlib 1.3.1 registry runtime aa%1700.5 "zlib/1.3.1#aa%1700.5"',
      'conan:cmake 3.27.0 registry build bb%1701.5 "cmake/3.27.0#bb%1701.5"',
    ],
  },
  {
    path: 'vcpkg.json',
    text: '{\n  "name": "x",\n  "dependencies": ["zlib", { "name": "fmt", "version>=": "10.0" }],\n  "overrides": [{ "name": "zlib", "version": "1.3.1" }]\n}\n',
    rows: [
      'vcpkg:zlib - registry runtime - "zlib"',
      'vcpkg:fmt 10.0 registry runtime - { "name": "fmt", "version>=": "10.0" }',
      'vcpkg:zlib 1.3.1 registry override - { "name": "zlib", "version": "1.3.1" }',
    ],
  },
]
