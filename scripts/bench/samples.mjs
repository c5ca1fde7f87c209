// A page of each language, written for the bench. Repeated with other numbers, it is what a grammar is timed on.
const samples = {
  c: `#include <stddef.h>

/* Adds up what was read. */
static int
sum_N(const unsigned char *buf, size_t size)
{
	int sum = 0;

	for (size_t i = 0; i < size; ++i)
		sum += (buf[i] << 2) ^ N;

	if (sum > 100 && buf[0] != '\\0')
		return sum / 3;
	return sum;
}

`,
  cpp: `namespace part_N {
template <typename T>
class Store : public Base<T> {
 public:
  explicit Store(std::string name) : name_(std::move(name)) {}
  auto find(const T &key) const -> std::optional<int> {
    for (const auto &[k, v] : items_)
      if (k == key) return v + N;
    return std::nullopt;
  }

 private:
  std::string name_;
  std::map<T, int> items_;
};
}  // namespace part_N

`,
  bash: `check_N() {
  local file=$1 count=0
  while IFS= read -r line; do
    case "$line" in
      \\#*) continue ;;
      *=*) count=$((count + 1)) ;;
    esac
  done < "$file"
  if [ "$count" -gt N ] && grep -q "x" "$file"; then
    echo "\${file##*/}: $count" | sed -e 's/a/b/' > "$TMPDIR/out.N"
  fi
}

`,
  make: `SOURCES_N = main.c list.c \\
	table.c
OBJECTS_N := $(SOURCES_N:.c=.o)

program_N: $(OBJECTS_N) | build
	$(CC) $(CFLAGS) -o $@ $^ $(LIBS)
	@for f in $(SOURCES_N); do echo $$f; done

%.N.o: %.c
	$(CC) -DN -c $< -o $@

`,
  cmake: `set(SOURCES_N main.c list.c)
if(WIN32 AND NOT MINGW)
  list(APPEND SOURCES_N win.c)
endif()
add_library(part_N STATIC \${SOURCES_N})
target_include_directories(part_N PUBLIC $<BUILD_INTERFACE:\${CMAKE_CURRENT_SOURCE_DIR}/include>)
check_c_source_compiles("
  #include <stddef.h>
  int main(void) { return N; }
" HAVE_N)

`,
  m4: `# Says whether the function is there.
AC_DEFUN([PART_CHECK_N],
[
  AC_REQUIRE([AC_PROG_CC])
  AC_CACHE_CHECK([for part N], [part_cv_N],
    [AC_LINK_IFELSE(
       [AC_LANG_PROGRAM([[#include <stdio.h>]], [[puts ("N");]])],
       [part_cv_N=yes], [part_cv_N=no])])
  if test "$part_cv_N" = yes; then
    AC_DEFINE([HAVE_PART_N], [1], [Define to 1 if part N works.])
  fi
])

`,
  python: `class Reader_N(Base):
    """Reads one part."""

    limit: int = N

    def read(self, path: str, *, strict: bool = False) -> list[str]:
        with open(path, encoding="utf-8") as source:
            lines = [line.strip() for line in source if not line.startswith("#")]
        if strict and len(lines) > self.limit:
            raise ValueError(f"{path}: {len(lines)} lines")
        return lines


`,
  javascript: `export async function load_N(path, { strict = false } = {}) {
  const text = await readFile(path, 'utf8')
  const found = [...text.matchAll(/^(\\w+)=(.*)$/gm)].map(([, key, value]) => ({ key, value }))
  if (strict && found.length > N) throw new Error(\`\${path}: \${found.length} lines\`)
  return found.filter(({ key }) => key !== 'x')
}

`,
  typescript: `export interface Part_N<T extends string> {
  readonly name: T
  readonly sizes: readonly (number | undefined)[]
}
export function sizeOf_N(part: Part_N<'a' | 'b'>, unit: number = N): number {
  return part.sizes.reduce<number>((sum, size) => sum + (size ?? 0) * unit, 0)
}

`,
  tsx: `export function List_N({ items, onPick }: { items: readonly string[]; onPick?: (item: string) => void }) {
  const shown = items.filter(item => item.length > N)
  return (
    <ul className="list">
      {shown.map(item => (
        <li key={item} onClick={() => onPick?.(item)}>
          {item} &amp; more
        </li>
      ))}
    </ul>
  )
}

`,
  json: `  { "name": "part-N", "version": "1.2.N", "files": ["a.js", "b.js"], "private": true, "size": N, "more": { "x": null } },
`,
  yaml: `part_N:
  name: "Part N"
  on: [push, pull_request]
  steps:
    - uses: actions/checkout@vN
    - run: |
        make -j2
        make check
      env: { A: b, C: "d" }

`,
  toml: `[part.n_N]
name = "part"
sizes = [1, 2, N]
date = 2024-01-02T03:04:05Z
more = { a = true, b = 'c' }

`,
  rust: `/// Reads one part.
pub fn read_N<'a, R: Read>(input: &'a mut R, limit: usize) -> Result<Vec<u8>, Error> {
    let mut buf = vec![0u8; limit.min(N)];
    match input.read(&mut buf[..]) {
        Ok(0) => return Err(Error::new(ErrorKind::UnexpectedEof, "empty")),
        Ok(n) => buf.truncate(n),
        Err(e) => return Err(e.into()),
    }
    Ok(buf.iter().map(|b| b ^ 0x2a).collect())
}

`,
  go: `// read_N reads one part.
func read_N(r io.Reader, limit int) ([]byte, error) {
	buf := make([]byte, limit+N)
	n, err := r.Read(buf)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("read: %w", err)
	}
	for i := range buf[:n] {
		buf[i] ^= 0x2a
	}
	return buf[:n], nil
}

`,
  ruby: `class Reader_N < Base
  attr_reader :path

  def read(strict: false)
    lines = File.readlines(path).map(&:strip).reject { |line| line.start_with?("#") }
    raise ArgumentError, "#{path}: #{lines.size} lines" if strict && lines.size > N
    lines
  end
end

`,
  php: `final class Reader_N extends Base
{
    public function __construct(private string $path, private int $limit = N) {}

    public function read(bool $strict = false): array
    {
        $lines = array_filter(file($this->path), fn ($line) => $line[0] !== '#');
        if ($strict && count($lines) > $this->limit) {
            throw new RuntimeException("{$this->path} is long");
        }
        return $lines;
    }
}

`,
  java: `final class ReaderN extends Base<String> {
    private final int limit = N;

    @Override
    public List<String> read(Path path, boolean strict) throws IOException {
        List<String> lines = new ArrayList<>();
        for (String line : Files.readAllLines(path))
            if (!line.startsWith("#")) lines.add(line.trim());
        if (strict && lines.size() > limit) throw new IOException(path + " is long");
        return lines;
    }
}

`,
  csharp: `internal sealed class ReaderN : Base<string>
{
    private readonly int limit = N;

    public override async Task<IReadOnlyList<string>> Read(string path, bool strict = false)
    {
        var lines = (await File.ReadAllLinesAsync(path)).Where(line => !line.StartsWith("#")).ToList();
        if (strict && lines.Count > limit) throw new IOException($"{path} is long");
        return lines;
    }
}

`,
  meson: `sources_N = files('main.c', 'list.c')
if host_machine.system() == 'windows' and not get_option('plain')
  sources_N += files('win.c')
endif
lib_N = library('part_N', sources_N, dependencies: [dep_a, dep_b], c_args: ['-DN=N'])
foreach name, value : {'a': 1, 'b': N}
  conf.set(name, value, description: 'x @0@'.format(value))
endforeach

`,
  dockerfile: `FROM image.invalid/base:N AS part_N
ARG VERSION=1.2.N
ENV PATH="/opt/bin:$PATH" LANG=C.UTF-8
RUN set -eux; \\
    make -j2 VERSION="$VERSION" && \\
    rm -rf /tmp/*
COPY --from=build /out/a /usr/bin/
CMD ["a", "--serve", "N"]

`,
  asm: `	.text
	.globl	sum_N
	.type	sum_N, @function
sum_N:
	pushq	%rbp
	movq	%rsp, %rbp
	movl	$N, %eax
1:	addl	(%rdi,%rcx,4), %eax
	decq	%rcx
	jnz	1b
	popq	%rbp
	ret
	.size	sum_N, .-sum_N

`,
  linkerscript: `SECTIONS
{
  .text_N : ALIGN(16)
  {
    *(.text.N .text.N.*)
    . = ALIGN(4);
  } > FLASH
  _end_N = .;
}

`,
}

/** Text of about `units` units, or undefined for a language without a sample. */
export function sampleText(language, units) {
  const sample = samples[language]
  if (sample === undefined) return undefined
  const parts = []
  for (let length = 0, n = 1; length < units; n += 1) {
    const part = sample.replace(/N(?![a-z(])/g, String(n))
    parts.push(part)
    length += part.length
  }
  const text = parts.join('')
  if (language === 'php') return `<?php\n${text}`
  return language === 'json' ? `[\n${text.replace(/,\n$/, '\n')}]\n` : text
}
