package billing

import (
	"bufio"
	"bytes"
	"errors"
	"io"
)

const (
	aheadChunk  = 256 << 10
	aheadChunks = 4 // per blob
)

// readAhead reads in a goroutine of its own, so that a blob is decompressed while
// its lines are scanned: one large blob keeps two processors busy.
type readAhead struct {
	full  chan filled
	empty chan []byte
	buf   []byte // the chunk at hand
	rest  []byte // what of it has not been read yet
	err   error  // what ends the content, once the chunk at hand is read
}

type filled struct {
	buf []byte
	n   int
	err error
}

// newReadAhead starts reading; stop ends it.
func newReadAhead(r io.Reader) *readAhead {
	a := &readAhead{full: make(chan filled, aheadChunks), empty: make(chan []byte, aheadChunks)}
	go a.read(r)
	return a
}

func (a *readAhead) read(r io.Reader) {
	defer close(a.full)
	for i := 0; ; i++ {
		buf, ok := a.chunk(i)
		if !ok {
			return
		}
		n, err := io.ReadFull(r, buf)
		if errors.Is(err, io.ErrUnexpectedEOF) { // of ReadFull: the last chunk
			err = io.EOF
		}
		a.full <- filled{buf, n, err}
		if err != nil {
			return
		}
	}
}

// chunk is the buffer for the i-th chunk: a new one at first, as small blobs need
// few, then one that was read; ok is false after stop.
func (a *readAhead) chunk(i int) (buf []byte, ok bool) {
	if i < aheadChunks {
		return make([]byte, aheadChunk), true
	}
	buf, ok = <-a.empty
	return buf, ok
}

// stop ends the goroutine and waits for it. Cancel the reader's context first,
// unless the content was read to its end.
func (a *readAhead) stop() {
	close(a.empty)
	for range a.full {
	}
}

// fill makes sure that there is something in rest, or returns what ended the content.
func (a *readAhead) fill() error {
	for len(a.rest) == 0 {
		if a.err != nil {
			return a.err
		}
		if a.buf != nil {
			a.empty <- a.buf
		}
		next := <-a.full
		a.buf, a.rest, a.err = next.buf, next.buf[:next.n], next.err
	}
	return nil
}

// peek returns the rest of the chunk at hand: at the beginning all of a short
// content, or the first aheadChunk bytes.
func (a *readAhead) peek() ([]byte, error) {
	err := a.fill()
	if errors.Is(err, io.EOF) {
		err = nil
	}
	return a.rest, err
}

// Read implements [io.Reader].
func (a *readAhead) Read(p []byte) (int, error) {
	if err := a.fill(); err != nil {
		return 0, err
	}
	n := copy(p, a.rest)
	a.rest = a.rest[n:]
	return n, nil
}

// ReadSlice is that of [bufio.Reader]: a line that goes on in the next chunk
// comes in parts, all but the last with [bufio.ErrBufferFull].
func (a *readAhead) ReadSlice(delim byte) ([]byte, error) {
	if err := a.fill(); err != nil {
		return nil, err
	}
	line := a.rest
	if i := bytes.IndexByte(line, delim); i >= 0 {
		a.rest = line[i+1:]
		return line[:i+1], nil
	}
	a.rest = nil
	if a.err != nil {
		return line, a.err
	}
	return line, bufio.ErrBufferFull
}
