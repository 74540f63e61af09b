module meshwright.dev/test/inject

go 1.23
