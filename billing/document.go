package billing

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// document reads indented objects, arrays of lines, and pages of version 1 line
// items ({"totalCount":2,"items":[...]}), one behind the other. The number of a
// line is that of the item within the blob.
func (r *blobReader) document(buf *bufio.Reader, to consumer) error {
	in := &boundedReader{r: buf, limit: int64(r.limits.Line)}
	dec := json.NewDecoder(in)
	d := &documentReader{blob: r, in: in, dec: dec, to: to}
	for {
		in.reset()
		tok, err := dec.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return d.fail(err)
		}
		switch tok {
		case json.Delim('['):
			err = d.array()
		case json.Delim('{'):
			err = d.page()
		default:
			err = d.fail(fmt.Errorf("%w: %v where an object or array belongs", ErrFormat, tok))
		}
		if err != nil {
			return err
		}
	}
}

type documentReader struct {
	blob *blobReader
	in   *boundedReader
	dec  *json.Decoder
	to   consumer
	n    int64
}

func (d *documentReader) fail(err error) error {
	e := &BlobError{Blob: d.blob.blob.Name, Line: d.n + 1, Err: err}
	var syntax *json.SyntaxError
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF):
		e.Err, e.Hint = fmt.Errorf("%w: the JSON document is cut", ErrTruncated), "fetch the blob again"
	case errors.As(err, &syntax):
		e.Err = fmt.Errorf("%w: %w", ErrFormat, err)
	}
	return e
}

// array hands out the elements of an array that has been entered.
func (d *documentReader) array() error {
	for d.dec.More() {
		if err := d.item(); err != nil {
			return err
		}
	}
	if _, err := d.dec.Token(); err != nil {
		return d.fail(err)
	}
	return nil
}

func (d *documentReader) item() error {
	d.in.reset()
	var raw json.RawMessage
	if err := d.dec.Decode(&raw); err != nil {
		return d.fail(err)
	}
	if len(raw) > d.blob.limits.Line {
		return d.blob.tooLong(d.n + 1)
	}
	d.n++
	return d.to.object(raw, d.n)
}

// page reads an object that has been entered: a page with items, or one line.
func (d *documentReader) page() error {
	line := []byte{'{'}
	paged := false
	for d.dec.More() {
		key, err := d.dec.Token()
		if err != nil {
			return d.fail(err)
		}
		name, _ := key.(string)
		if lookupField([]byte(name)) == fObjectItems {
			paged = true
			if tok, err := d.dec.Token(); err != nil || tok != json.Delim('[') {
				return d.fail(errors.Join(fmt.Errorf("%w: items is no array", ErrFormat), err))
			}
			if err := d.array(); err != nil {
				return err
			}
			continue
		}
		var raw json.RawMessage
		if err := d.dec.Decode(&raw); err != nil {
			return d.fail(err)
		}
		if line, err = appendMember(line, name, raw); err != nil || len(line) > d.blob.limits.Line {
			return d.blob.tooLong(d.n + 1)
		}
	}
	if _, err := d.dec.Token(); err != nil {
		return d.fail(err)
	}
	if paged {
		return nil
	}
	d.n++
	return d.to.object(append(line, '}'), d.n)
}

func appendMember(line []byte, name string, raw json.RawMessage) ([]byte, error) {
	if len(line) > 1 {
		line = append(line, ',')
	}
	key, err := json.Marshal(name)
	return append(append(append(line, key...), ':'), raw...), err
}

// boundedReader bounds how much a json.Decoder reads for one value, because it
// buffers whole values whatever their size.
type boundedReader struct {
	r      io.Reader
	limit  int64
	budget int64
	last   byte // the last byte read
}

func (b *boundedReader) reset() { b.budget = 2*b.limit + 2*readBuffer }

func (b *boundedReader) Read(p []byte) (int, error) {
	if b.budget <= 0 {
		return 0, fmt.Errorf("%w: the item is longer than %d bytes", ErrTooLarge, b.limit)
	}
	n, err := b.r.Read(p[:min(len(p), readBuffer)])
	b.budget -= int64(n)
	if n > 0 {
		b.last = p[n-1]
	}
	return n, err
}
