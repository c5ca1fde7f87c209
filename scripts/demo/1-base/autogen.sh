#!/bin/sh
set -e
autopoint -f
autoreconf -fi
