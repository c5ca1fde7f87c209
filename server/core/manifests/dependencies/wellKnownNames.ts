import type { Ecosystem } from './dependency'

/** Packages that many projects ask for, written down from general knowledge: names that others imitate. */
const NAMES: Readonly<Partial<Record<Ecosystem, string>>> = {
  npm: `express lodash react react-dom react-router react-router-dom react-redux redux request axios chalk commander debug
    webpack webpack-cli webpack-dev-server eslint typescript prettier rollup vite vitest jquery mongoose mongodb socket.io
    dotenv moment dayjs date-fns uuid cross-env cross-spawn body-parser puppeteer playwright electron discord.js ethers
    bootstrap angular svelte preact next nuxt vue vuex vue-router async bluebird underscore ramda rxjs immutable classnames
    prop-types styled-components tailwindcss postcss autoprefixer sass less stylus babel-core babel-loader css-loader
    style-loader file-loader ts-node ts-loader ts-jest jest mocha chai sinon jasmine karma cypress tape nyc istanbul
    supertest nodemon concurrently rimraf mkdirp glob minimatch minimist yargs inquirer ora colors semver fs-extra
    graceful-fs node-fetch isomorphic-fetch superagent got form-data qs query-string jsonwebtoken bcrypt bcryptjs passport
    cookie-parser cors helmet morgan multer winston bunyan pino nodemailer redis ioredis sequelize typeorm prisma knex mysql
    mysql2 sqlite3 graphql apollo-server apollo-client handlebars mustache marked cheerio jsdom through2 event-stream
    readable-stream bindings node-gyp sharp ajv joi validator crypto-js elliptic bignumber.js web3 tslint tslib core-js
    regenerator-runtime object-assign inherits safe-buffer nanoid zod esbuild terser uglify-js gulp grunt husky lint-staged
    lerna turbo jsonfile shelljs execa strip-ansi ansi-styles supports-color d3 three chart.js firebase aws-sdk stripe
    fastify hapi restify browserify parcel highlight.js codemirror eventsource es5-ext coa left-pad ua-parser-js rc`,
  pypi: `requests urllib3 numpy pandas scipy matplotlib flask django fastapi starlette uvicorn gunicorn jinja2 werkzeug
    click setuptools wheel pip virtualenv tox pytest pytest-cov coverage mock nose hypothesis black flake8 pylint mypy isort
    beautifulsoup4 lxml html5lib selenium scrapy playwright colorama colorlog rich tqdm termcolor cryptography pycrypto
    pycryptodome pyopenssl paramiko bcrypt pyjwt passlib certifi chardet idna charset-normalizer pillow opencv-python
    scikit-learn scikit-image tensorflow torch torchvision keras transformers tokenizers datasets huggingface-hub openai
    anthropic langchain litellm tiktoken sentencepiece nltk spacy gensim xgboost lightgbm statsmodels seaborn plotly bokeh
    dash streamlit sqlalchemy alembic psycopg2 psycopg2-binary pymysql mysqlclient redis pymongo celery kombu boto boto3
    botocore awscli s3transfer google-cloud-storage protobuf grpcio pyyaml toml tomli simplejson ujson orjson python-dateutil
    pytz tzdata dateparser attrs pydantic marshmallow jsonschema typing-extensions six future packaging pyparsing docutils
    sphinx markdown pygments jupyter ipython notebook nbconvert discord.py telethon python-telegram-bot web3 ccxt psutil
    aiohttp httpx websockets tornado twisted gevent eventlet asyncio pyserial pyinstaller cython numba sympy networkx
    shapely geopandas requests-oauthlib oauthlib httplib2 docker ansible fabric kubernetes prometheus-client sentry-sdk
    loguru structlog cachetools filelock joblib dill cloudpickle pyarrow fsspec openpyxl xlrd xlsxwriter ctx phpass`,
  cargo: `serde serde_json serde_derive serde_yaml tokio tokio-util futures futures-util async-trait async-std reqwest hyper
    axum actix-web warp tower rocket rand rand_core rust_decimal regex clap structopt anyhow thiserror log env_logger tracing
    tracing-subscriber lazy_static once_cell libc nix winapi windows bitflags bytes byteorder memchr itertools rayon crossbeam
    parking_lot dashmap indexmap hashbrown smallvec arrayvec chrono time uuid url http base64 hex sha2 sha1 md5 ring rustls
    openssl native-tls webpki flate2 zstd tar walkdir tempfile glob ignore dirs syn quote proc-macro2 cfg-if cc bindgen
    pkg-config num num-traits num-bigint nom pest toml semver diesel sqlx rusqlite redis postgres prost tonic wasm-bindgen
    js-sys web-sys criterion proptest quickcheck mockall insta assert_cmd predicates colored termcolor crossterm ratatui
    indicatif console dialoguer petgraph ndarray nalgebra image bincode postcard ethers web3 solana-sdk ed25519-dalek
    curve25519-dalek k256 secp256k1 zeroize subtle digest hmac aes`,
  rubygems: `rails rake rack railties activerecord activesupport actionpack actionmailer devise nokogiri sinatra puma unicorn
    thin sidekiq resque redis pg mysql2 sqlite3 sequel bundler rspec rspec-core rspec-rails rspec-mocks minitest cucumber
    capybara selenium-webdriver webmock factory_bot factory_girl faker rubocop simplecov pry byebug guard thor highline
    colorize json oj multi_json httparty faraday rest-client excon typhoeus addressable mime-types mail i18n tzinfo
    concurrent-ruby bcrypt jwt omniauth doorkeeper pundit cancancan paperclip carrierwave shrine mini_magick aws-sdk fog
    haml slim sass sassc bootstrap bootstrap-sass jquery-rails turbolinks webpacker sprockets uglifier coffee-rails jekyll
    kramdown redcarpet liquid strong_password kaminari will_paginate ransack friendly_id paper_trail dotenv figaro foreman
    capistrano chef puppet vagrant fastlane cocoapods xcodeproj eventmachine ffi msgpack zeitwerk bootsnap listen spring`,
  composer: `symfony/symfony symfony/console symfony/http-foundation symfony/process symfony/yaml symfony/finder
    laravel/framework laravel/tinker illuminate/support illuminate/database guzzlehttp/guzzle guzzlehttp/psr7 monolog/monolog
    phpunit/phpunit mockery/mockery fakerphp/faker doctrine/orm doctrine/dbal doctrine/annotations twig/twig nesbot/carbon
    ramsey/uuid psr/log psr/container psr/http-message league/flysystem league/oauth2-server phpmailer/phpmailer
    swiftmailer/swiftmailer predis/predis vlucas/phpdotenv firebase/php-jwt aws/aws-sdk-php phpstan/phpstan
    squizlabs/php_codesniffer friendsofphp/php-cs-fixer composer/installers wikimedia/less.php`,
  nuget: `Newtonsoft.Json NUnit xunit Moq AutoMapper Serilog NLog log4net Dapper FluentValidation FluentAssertions MediatR
    Polly Swashbuckle.AspNetCore EntityFramework Microsoft.EntityFrameworkCore Microsoft.Extensions.Logging
    Microsoft.Extensions.DependencyInjection Microsoft.NET.Test.Sdk System.Text.Json System.Memory RestSharp HtmlAgilityPack
    CsvHelper Hangfire Quartz StackExchange.Redis MongoDB.Driver Npgsql MySql.Data coverlet.collector NSubstitute Autofac
    Castle.Core Google.Protobuf Grpc.Net.Client IdentityModel BouncyCastle SharpZipLib DotNetZip Nethereum.Web3`,
  go: `spf13/cobra spf13/viper spf13/pflag sirupsen/logrus stretchr/testify pkg/errors gorilla/mux gorilla/websocket
    gin-gonic/gin labstack/echo go-chi/chi boltdb/bolt golang/protobuf google/uuid google/go-cmp google/go-github
    hashicorp/vault hashicorp/consul hashicorp/golang-lru prometheus/client_golang docker/docker moby/moby
    kubernetes/client-go aws/aws-sdk-go fsnotify/fsnotify fatih/color mattn/go-sqlite3 mattn/go-isatty lib/pq go-sql-driver/mysql
    jackc/pgx redis/go-redis etcd-io/bbolt urfave/cli uber-go/zap rs/zerolog dgrijalva/jwt-go golang-jwt/jwt
    cespare/xxhash klauspost/compress davecgh/go-spew pmezard/go-difflib shopspring/decimal ethereum/go-ethereum`,
  'github-actions': `actions/checkout actions/setup-node actions/setup-python actions/setup-go actions/setup-java
    actions/setup-dotnet actions/cache actions/upload-artifact actions/download-artifact actions/github-script
    actions/labeler actions/stale docker/login-action docker/build-push-action docker/setup-buildx-action
    docker/setup-qemu-action docker/metadata-action codecov/codecov-action aws-actions/configure-aws-credentials
    azure/login google-github-actions/auth softprops/action-gh-release peaceiris/actions-gh-pages
    tj-actions/changed-files dorny/paths-filter golangci/golangci-lint-action github/codeql-action
    step-security/harden-runner ossf/scorecard-action pypa/gh-action-pypi-publish`,
}

const byEcosystem = new Map(Object.entries(NAMES).map(([ecosystem, names]) => [ecosystem, names.split(/\s+/)] as const))

export function wellKnownNames(ecosystem: Ecosystem): readonly string[] {
  return byEcosystem.get(ecosystem) ?? []
}

/** Equal for two notations that the ecosystem takes for one name. */
export function plainName(ecosystem: Ecosystem, name: string): string {
  const lower = name.toLowerCase()
  switch (ecosystem) {
    case 'pypi':
      return lower.replace(/[-_.]+/g, '-')
    case 'cargo':
      return lower.replace(/_/g, '-')
    case 'go': {
      // Host aside, and the major version at the end: `git.invalid/a/b/v2`.
      const parts = lower.split('/')
      return (parts[0]?.includes('.') ? parts.slice(1) : parts).join('/').replace(/\/v\d+$/, '')
    }
    default:
      return lower
  }
}

/** What a name looks like at a glance: digits and pairs that pass for letters, and no separators. */
export function glance(name: string): string {
  return name
    .replace(/[-_.]/g, '')
    .replace(/0/g, 'o')
    .replace(/[1|]/g, 'l')
    .replace(/5/g, 's')
    .replace(/rn/g, 'm')
    .replace(/vv/g, 'w')
}

/** 1 for one character more, less or other, or two neighbours exchanged; 2 stands for anything further. */
export function nameDistance(a: string, b: string): number {
  let start = 0
  while (start < a.length && start < b.length && a[start] === b[start]) start++
  let end = 0
  while (end < a.length - start && end < b.length - start && a.at(-1 - end) === b.at(-1 - end)) end++
  const [left, right] = [a.slice(start, a.length - end), b.slice(start, b.length - end)]
  if (left.length <= 1 && right.length <= 1) return left === right ? 0 : 1
  return left.length === 2 && right.length === 2 && left[0] === right[1] && left[1] === right[0] ? 1 : 2
}
