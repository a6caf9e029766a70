package rest

import (
	"fmt"
	"io"
	"net/http"
	"strings"

	"github.com/klauspost/compress/gzip"
)

// readBody reads a whole answer, decompressed, and never more than limit bytes
// of it: what a small compressed body unpacks to counts.
func readBody(resp *http.Response, limit int64) ([]byte, error) {
	var from io.Reader = resp.Body
	if strings.EqualFold(resp.Header.Get("Content-Encoding"), "gzip") && resp.ContentLength != 0 {
		unzip, err := gzip.NewReader(resp.Body)
		if err == io.EOF { // no body at all, as after HEAD or with 204
			return nil, nil
		}
		if err != nil {
			return nil, fmt.Errorf("decompress the answer: %w", err)
		}
		from = unzip
	}
	size := resp.ContentLength
	if size < 512 || size > limit {
		size = 512
	}
	body := make([]byte, 0, size+1)
	for {
		if len(body) == cap(body) {
			body = append(body, 0)[:len(body)]
		}
		n, err := from.Read(body[len(body):cap(body)])
		body = body[:len(body)+n]
		if int64(len(body)) > limit {
			return body[:limit], fmt.Errorf("%w of %d bytes", ErrBodyTooLarge, limit)
		}
		if err == io.EOF {
			return body, nil
		}
		if err != nil {
			return body, fmt.Errorf("read the answer: %w", err)
		}
	}
}
