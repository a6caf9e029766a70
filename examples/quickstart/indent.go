package main

import (
	"bytes"
	"io"
)

// indented writes every line behind three spaces, however the lines are cut
// into writes.
type indented struct {
	w   io.Writer
	mid bool // the last write ended within a line
}

func (i *indented) Write(p []byte) (int, error) {
	var b bytes.Buffer
	for line := range bytes.Lines(p) {
		if !i.mid && len(bytes.TrimSpace(line)) > 0 {
			b.WriteString("   ")
		}
		b.Write(line)
		i.mid = !bytes.HasSuffix(line, []byte("\n"))
	}
	if _, err := i.w.Write(b.Bytes()); err != nil {
		return 0, err
	}
	return len(p), nil
}
