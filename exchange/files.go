package exchange

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
)

// Bounds of what is read, far above those of any bank. Each is in bytes.
const (
	maxFile = 256 << 20
	maxLine = 16 << 20 // of JSON Lines
)

var errTooLarge = fmt.Errorf("it is larger than %d MiB", maxFile>>20)

// read returns the text of a file.
func (l *loader) read(name string) ([]byte, error) {
	f, err := l.dir.Open(name)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }() // it was only read
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, &fs.PathError{Op: "read", Path: name, Err: errors.New("not a file")}
	}
	if info.Size() > maxFile {
		return nil, errTooLarge
	}
	return io.ReadAll(io.LimitReader(f, maxFile))
}
