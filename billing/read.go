package billing

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"hash/crc32"
	"io"
	"sync/atomic"

	"github.com/klauspost/compress/gzip"
)

const (
	readBuffer    = 256 << 10
	ratioFrom     = 16 << 20 // bytes of output before the compression ratio counts
	progressEvery = 4 << 20
)

// meter counts the bytes of all blobs being read, for progress.
type meter struct {
	bytes, lines atomic.Int64
	blobs        atomic.Int32
	report       func()
}

// rawReader is the blob as transferred: counted and digested.
type rawReader struct {
	ctx   context.Context
	r     io.Reader
	sum   hash.Hash
	n     int64
	meter *meter
	next  int64 // bytes at which to report progress
}

func (r *rawReader) Read(p []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := r.r.Read(p)
	r.sum.Write(p[:n])
	r.n += int64(n)
	r.meter.bytes.Add(int64(n))
	if r.n >= r.next {
		r.next = r.n + progressEvery
		r.meter.report()
	}
	return n, err
}

// contentReader is the decompressed blob: limited and checksummed.
type contentReader struct {
	r      io.Reader
	raw    *rawReader
	n      int64
	limits Limits
	gz     bool
	crc    uint32
	table  *crc32.Table // Castagnoli's, so that it says more than gzip's own
}

func (c *contentReader) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += int64(n)
	c.crc = crc32.Update(c.crc, c.table, p[:n])
	if c.n > c.limits.Blob {
		return n, fmt.Errorf("%w: more than %d bytes", ErrTooLarge, c.limits.Blob)
	}
	if c.gz && c.n > ratioFrom && c.n > c.raw.n*c.limits.Ratio {
		return n, fmt.Errorf("%w: %d bytes from %d compressed ones look like a decompression bomb", ErrTooLarge, c.n, c.raw.n)
	}
	if errors.Is(err, io.ErrUnexpectedEOF) {
		err = fmt.Errorf("%w: the stream ends after %d bytes", ErrTruncated, c.raw.n)
	}
	return n, err
}

// blobReader reads one blob and gives its lines to a consumer.
type blobReader struct {
	blob    *Blob
	content *contentReader
	raw     *rawReader
	limits  Limits
}

// lineFunc gets one line and its number from 1. The bytes are valid during the
// call only.
type lineFunc func(line []byte, n int64) error

// consumer is what a blob's lines go to, by format.
type consumer struct {
	object lineFunc                                     // one JSON object per call
	row    func(v *[numFields]value, n int64) error     // one CSV row per call
	bad    func(n int64, f field, problem string) error // something that is neither
}

// readBlob streams a blob. The format is recognised by its first bytes.
func readBlob(ctx context.Context, b *Blob, limits Limits, m *meter, to consumer) (info BlobInfo, err error) {
	info.Name = b.Name
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	rc, err := b.Open(ctx)
	if err != nil {
		return info, &BlobError{Blob: b.Name, Err: err}
	}
	defer rc.Close()
	raw := &rawReader{ctx: ctx, r: rc, sum: sha256.New(), meter: m}
	content, err := decompress(raw, limits)
	if err != nil {
		return info, &BlobError{Blob: b.Name, Err: err, Hint: "fetch the blob again"}
	}
	r := &blobReader{blob: b, content: content, raw: raw, limits: limits}
	if err := r.lines(cancel, to); err != nil {
		return info, err
	}
	if _, err := io.Copy(io.Discard, raw); err != nil { // what follows a gzip stream belongs to the digest
		return info, r.place(err)
	}
	info.SHA256 = hex.EncodeToString(raw.sum.Sum(nil))
	info.Content = fmt.Sprintf("%d-%08x", content.n, content.crc)
	return info, nil
}

// lines hands out the lines and ends the reading, whatever came of it.
func (r *blobReader) lines(cancel func(), to consumer) error {
	ahead := newReadAhead(r.content)
	defer ahead.stop()
	err := r.dispatch(ahead, to)
	if err == nil {
		_, err = io.Copy(io.Discard, ahead) // normally at its end already
	}
	if err != nil {
		err = r.place(err)
		cancel() // what is being read ahead is not wanted any more
	}
	return err
}

// place adds the blob's name to an error that has no place yet.
func (r *blobReader) place(err error) error {
	var have *BlobError
	if errors.As(err, &have) || r.raw.ctx.Err() != nil {
		return err
	}
	e := &BlobError{Blob: r.blob.Name, Err: err}
	switch {
	case errors.Is(err, ErrTruncated):
		e.Hint = "fetch the blob again"
	case errors.Is(err, ErrTooLarge):
		e.Hint = "if the blob is genuine, raise Limits"
	}
	return e
}

func decompress(raw *rawReader, limits Limits) (*contentReader, error) {
	buffered := bufio.NewReaderSize(raw, 64<<10)
	c := &contentReader{r: buffered, raw: raw, limits: limits, table: crc32.MakeTable(crc32.Castagnoli)}
	head, err := buffered.Peek(2)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	if !bytes.Equal(head, []byte{0x1f, 0x8b}) {
		return c, nil
	}
	gz, err := gzip.NewReader(buffered)
	if errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("%w: the gzip header is cut", ErrTruncated)
	}
	if err != nil {
		return nil, err
	}
	c.r, c.gz = gz, true
	return c, nil
}

// dispatch finds the format and reads the blob in it.
func (r *blobReader) dispatch(in *readAhead, to consumer) error {
	head, err := in.peek()
	if err != nil {
		return err
	}
	if bom := []byte("\xef\xbb\xbf"); bytes.HasPrefix(head, bom) {
		in.rest, head = in.rest[len(bom):], head[len(bom):]
	}
	trimmed := bytes.TrimLeft(head, " \t\r\n")
	switch {
	case len(trimmed) > 0 && trimmed[0] == '[', isDocument(trimmed):
		return r.document(bufio.NewReaderSize(in, readBuffer), to)
	case isCSVHeader(trimmed):
		return r.csv(bufio.NewReaderSize(in, readBuffer), to)
	}
	return r.jsonLines(in, to)
}

// isDocument tells a page of line items, or an indented object, from JSON lines:
// the first line is no complete object, or it has "items".
func isDocument(head []byte) bool {
	if len(head) == 0 || head[0] != '{' {
		return false
	}
	line, _, whole := bytes.Cut(head, []byte("\n"))
	if !whole {
		_, rest, found := bytes.Cut(line, []byte(`"items"`))
		rest = bytes.TrimLeft(bytes.TrimPrefix(bytes.TrimLeft(rest, " "), []byte(":")), " ")
		return found && bytes.HasPrefix(rest, []byte("["))
	}
	s := scanner{want: setOf(fObjectItems)}
	err := s.scan(line)
	return errors.Is(err, errCut) && isIndented(line) || s.vals[fObjectItems].kind == kindOther
}

// isIndented reports whether the first line of an object stops at a place where
// a pretty-printer breaks lines.
func isIndented(line []byte) bool {
	line = bytes.TrimRight(line, " \t\r")
	return len(line) == 1 || line[len(line)-1] == ',' || line[len(line)-1] == '['
}

// jsonLines reads one object per line.
func (r *blobReader) jsonLines(in *readAhead, to consumer) error {
	n := int64(0)
	var long []byte // a line that does not fit the buffer
	for {
		chunk, err := in.ReadSlice('\n')
		if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, bufio.ErrBufferFull) {
			return err
		}
		if errors.Is(err, bufio.ErrBufferFull) {
			if long = append(long, chunk...); len(long) > r.limits.Line {
				return r.tooLong(n + 1)
			}
			continue
		}
		line := chunk
		if len(long) > 0 {
			long = append(long, chunk...)
			line, long = long, long[:0]
		}
		if len(line) > r.limits.Line {
			return r.tooLong(n + 1)
		}
		n++
		last := errors.Is(err, io.EOF)
		if trimmed := bytes.TrimRight(line, "\r\n"); len(bytes.TrimSpace(trimmed)) > 0 {
			if last && cut(trimmed) {
				return &BlobError{Blob: r.blob.Name, Line: n, Err: fmt.Errorf("%w: the last line is cut", ErrTruncated), Hint: "fetch the blob again"}
			}
			if err := to.object(trimmed, n); err != nil {
				return err
			}
		}
		if last {
			return nil
		}
	}
}

func (r *blobReader) tooLong(n int64) error {
	return &BlobError{Blob: r.blob.Name, Line: n, Err: fmt.Errorf("%w: the line is longer than %d bytes", ErrTooLarge, r.limits.Line),
		Hint: "no file of lines, perhaps a decompression bomb; if it is genuine, raise Limits.Line"}
}

// cut reports whether a last line without newline is the beginning of an object.
func cut(line []byte) bool {
	var s scanner
	return errors.Is(s.scan(line), errCut)
}
