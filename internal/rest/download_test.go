package rest_test

import (
	"crypto/md5"
	"encoding/base64"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tenantlink/tenantlink/internal/rest"
)

var blob = rest.Operation{ID: "blobs.get", Method: http.MethodGet, Path: "{blob}"}

// storage serves a file like blob storage, breaking off as told.
type storage struct {
	content  string
	breakAt  []int // for each request: bytes after which the connection breaks, -1 for none
	noRanges bool
	md5      string
	etag     func(request int) string

	requests []*http.Request
}

func (s *storage) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	n := len(s.requests)
	s.requests = append(s.requests, r.Clone(r.Context()))
	from := 0
	if header := r.Header.Get("Range"); header != "" && !s.noRanges {
		_, _ = fmt.Sscanf(header, "bytes=%d-", &from)
	}
	if s.etag != nil {
		etag := s.etag(n)
		if want := r.Header.Get("If-Match"); want != "" && want != etag {
			w.WriteHeader(http.StatusPreconditionFailed)
			return
		}
		w.Header().Set("ETag", etag)
	}
	if s.md5 != "" {
		w.Header().Set("Content-MD5", s.md5)
	}
	rest := s.content[from:]
	w.Header().Set("Content-Length", fmt.Sprint(len(rest)))
	if from > 0 {
		w.Header().Set("Content-Range", fmt.Sprintf("bytes %d-%d/%d", from, len(s.content)-1, len(s.content)))
		w.WriteHeader(http.StatusPartialContent)
	}
	if n < len(s.breakAt) && s.breakAt[n] >= 0 {
		_, _ = io.WriteString(w, rest[:min(s.breakAt[n], len(rest))])
		w.(http.Flusher).Flush()
		panic(http.ErrAbortHandler)
	}
	_, _ = io.WriteString(w, rest)
}

func download(t *testing.T, s http.Handler) (string, error) {
	t.Helper()
	srv := httptest.NewServer(s)
	defer srv.Close()
	c, err := rest.New(rest.Config{BaseURL: srv.URL, Tokens: &tokens{}}, rest.WithHTTPClient(srv.Client()),
		rest.WithRetry(rest.Retry{MinWait: time.Microsecond}))
	require.NoError(t, err)
	reader, failure := c.Download(t.Context(), blob, srv.URL+"/a/b.json.gz?sig=top-secret")
	if failure != nil {
		return "", failure
	}
	defer func() { assert.NoError(t, reader.Close()) }()
	content, err := io.ReadAll(reader)
	return string(content), err
}

func sum(s string) string {
	digest := md5.Sum([]byte(s))
	return base64.StdEncoding.EncodeToString(digest[:])
}

func TestDownload(t *testing.T) {
	content := strings.Repeat("0123456789", 50_000)
	same := func(int) string { return `"v1"` }
	cases := []struct {
		name     string
		storage  storage
		requests int
		wrong    string
	}{
		{"whole", storage{md5: sum(content)}, 1, ""},
		{"broken twice, resumed", storage{md5: sum(content), breakAt: []int{100_000, 50_000}, etag: same}, 3, ""},
		{"broken before the first byte", storage{breakAt: []int{0, 0}}, 3, ""},
		{"broken, no ranges", storage{md5: sum(content), breakAt: []int{100_000}, noRanges: true}, 2, ""},
		{"broken for ever", storage{breakAt: []int{10, 0, 0, 0, 0, 0, 0, 0, 0, 0}}, 5, "EOF"},
		{"replaced meanwhile", storage{breakAt: []int{1000}, etag: func(n int) string { return fmt.Sprintf(`"v%d"`, n) }}, 2, "changed"},
		{"wrong sum", storage{md5: sum("something else")}, 1, "MD5"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			s := c.storage
			s.content = content
			got, err := download(t, &s)
			assert.Len(t, s.requests, c.requests, "requests")
			for _, r := range s.requests {
				assert.Empty(t, r.Header.Get("Authorization"), "blob storage must not get the token")
			}
			if c.wrong != "" {
				require.ErrorContains(t, err, c.wrong)
				assert.NotContains(t, err.Error(), "top-secret", "the signature must not be in the error")
				return
			}
			require.NoError(t, err)
			assert.True(t, got == content, "the content differs, %d bytes", len(got))
		})
	}
}

func TestDownloadRefusals(t *testing.T) {
	c := client(t, &script{steps: []step{answer(403, "<Error/>", "x-ms-request-id", "abc")}})
	_, failure := c.Download(t.Context(), blob, "https://x.blob.example/a?sig=top-secret")
	require.NotNil(t, failure)
	assert.Equal(t, 403, failure.Status)
	assert.Equal(t, "abc", failure.RequestID)
	assert.Equal(t, "https://x.blob.example/a", failure.Target, "the host is shown, the query is not")
	for _, address := range []string{"http://x.blob.example/a", "ftp://x/a", "/relative", "", ":"} {
		_, failure := c.Download(t.Context(), blob, address)
		require.NotNil(t, failure, "%q must be refused", address)
		assert.Equal(t, rest.OutcomeNotSent, failure.Outcome)
	}
}
