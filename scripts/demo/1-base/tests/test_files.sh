#!/bin/sh
# Every good-* file must decode, no bad-* file may.
lzk=${1:-../src/lzk/lzk}
files=${srcdir:-$(dirname "$0")}/files
status=0

for file in "$files"/good-*; do
	"$lzk" "$file" > /dev/null || { echo "$file should decode"; status=1; }
done

for file in "$files"/bad-*; do
	"$lzk" "$file" > /dev/null 2>&1 && { echo "$file should not decode"; status=1; }
done

exit $status
