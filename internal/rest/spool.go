package rest

import (
	"errors"
	"fmt"
	"io"
	"os"
)

// Spool writes what it reads to a temporary file in dir, the system's directory
// when that is empty, and leaves the file open at its beginning. Close removes
// it. More than limit bytes are ErrBodyTooLarge; no limit when it is 0.
func Spool(dir string, from io.Reader, limit int64) (*Spooled, error) {
	file, err := os.CreateTemp(dir, "tenantlink-*.part")
	if err != nil {
		return nil, fmt.Errorf("make a temporary file: %w", err)
	}
	s := &Spooled{File: file}
	if err := s.fill(from, limit); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// Spooled is a temporary file.
type Spooled struct {
	*os.File

	// Size is how many bytes it holds.
	Size int64
}

func (s *Spooled) fill(from io.Reader, limit int64) error {
	if limit > 0 {
		from = Bounded(from, limit)
	}
	n, err := io.Copy(s.File, from)
	if err != nil {
		return err
	}
	s.Size = n
	_, err = s.Seek(0, io.SeekStart)
	return err
}

// Close closes and removes the file.
func (s *Spooled) Close() error {
	return errors.Join(s.File.Close(), os.Remove(s.Name()))
}

// Bounded reads at most limit bytes and then fails with ErrBodyTooLarge, where
// io.LimitReader would pretend that there is no more.
func Bounded(from io.Reader, limit int64) io.Reader { return &bounded{from, limit, limit} }

type bounded struct {
	from        io.Reader
	left, limit int64
}

// Read implements io.Reader.
func (b *bounded) Read(p []byte) (int, error) {
	if b.left < 0 {
		return 0, fmt.Errorf("%w of %d bytes", ErrBodyTooLarge, b.limit)
	}
	if int64(len(p)) > b.left+1 {
		p = p[:b.left+1]
	}
	n, err := b.from.Read(p)
	if b.left -= int64(n); b.left < 0 {
		return n - 1, fmt.Errorf("%w of %d bytes", ErrBodyTooLarge, b.limit)
	}
	return n, err
}
