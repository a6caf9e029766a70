package linking

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"sync"
	"time"

	"github.com/gofrs/flock"
	"github.com/google/uuid"
)

// Journal is the write-ahead log of Apply: an entry is durable before a write
// is sent and after its outcome is known, so that a crash at any moment leaves
// a trace of what may have happened.
type Journal interface {
	// Append makes the entry durable before it returns. It may be called
	// concurrently.
	Append(ctx context.Context, e Entry) error
	// Entries returns what was appended, oldest first.
	Entries(ctx context.Context) ([]Entry, error)
}

// Step is one write of an action.
type Step string

// The steps an action can have.
const (
	StepCreate Step = "create" // make the organization
	StepLink   Step = "link"   // join tenant and organization
	StepAttach Step = "attach" // add the Azure service
	// StepAttachCSP adds the CSP service.
	StepAttachCSP Step = "attach_csp"
	StepPost      Step = "post"   // post a manual billing line, by PostCatchUp
	StepRemove    Step = "remove" // remove an organization that is empty, by Undo
)

// State says how far a step is.
type State string

// The states of a step. StateIntent is written before the write is sent; every
// other state ends the step.
const (
	StateIntent State = "intent"
	StateDone   State = "done"
	StateFailed State = "failed" // certainly without effect
	StateReview State = "review" // the outcome needs a person
)

// JournalSchema is the version of Entry that this package writes and reads.
const JournalSchema = 1

// Entry is one line of the journal. It holds no secrets.
type Entry struct {
	Schema         int       `json:"schema"`
	Time           time.Time `json:"time"`
	Scope          Scope     `json:"scope"`
	Plan           string    `json:"plan"`
	Action         string    `json:"action"`
	Step           Step      `json:"step"`
	State          State     `json:"state"`
	TenantID       uuid.UUID `json:"tenant_id"`
	OrganizationID string    `json:"organization_id,omitempty"`
	// Draft is what a create step sent. No organization like it existed before,
	// so one that appears later is ours.
	Draft *Draft `json:"draft,omitempty"`
	// RequestID is the idempotency id that the write carries, for vendors that
	// know one; a repetition after a crash uses it again.
	RequestID uuid.UUID `json:"request_id,omitzero"`
	// Result is what the step made, such as a cart or orders.
	Result string `json:"result,omitempty"`
	// Undo says how the step could be taken back, in words.
	Undo   string `json:"undo,omitempty"`
	Detail string `json:"detail,omitempty"`
}

// MemoryJournal keeps entries in memory: for tests, and for callers who accept
// that a crash leaves unknown outcomes behind.
type MemoryJournal struct {
	mu      sync.Mutex
	entries []Entry
}

// Append implements Journal.
func (j *MemoryJournal) Append(_ context.Context, e Entry) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.entries = append(j.entries, e)
	return nil
}

// Entries implements Journal.
func (j *MemoryJournal) Entries(context.Context) ([]Entry, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return append([]Entry(nil), j.entries...), nil
}

// FileJournal is a Journal in a file of JSON lines, one writer at a time. Each
// Append is fsynced; concurrent ones share an fsync.
type FileJournal struct {
	path string
	lock *flock.Flock

	mu      sync.Mutex // guards the fields below
	file    *os.File
	pending []byte
	waiting []chan error
	syncing bool
	failed  error // once a write failed, nothing more is accepted
}

// OpenJournal opens or makes the journal at path and locks it: a second process
// that opens it gets an error instead of interleaving writes. A torn last line,
// the trace of a crash, is cut off; damage anywhere else is an error that names
// the line.
func OpenJournal(path string) (*FileJournal, error) {
	lock := flock.New(path+".lock", flock.SetPermissions(0o600))
	ok, err := lock.TryLock()
	if err != nil {
		return nil, fmt.Errorf("%w: %s: %w", ErrJournal, path, err)
	}
	if !ok {
		return nil, fmt.Errorf("%w: %s is in use by another process", ErrJournal, path)
	}
	j := &FileJournal{path: path, lock: lock}
	if err := j.open(); err != nil {
		_ = lock.Unlock()
		return nil, fmt.Errorf("%w: %s: %w", ErrJournal, path, err)
	}
	return j, nil
}

func (j *FileJournal) open() error {
	f, err := os.OpenFile(j.path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return err
	}
	_, good, err := readEntries(f)
	if err == nil {
		err = f.Truncate(good)
	}
	if err == nil {
		_, err = f.Seek(good, io.SeekStart)
	}
	if err != nil {
		_ = f.Close()
		return err
	}
	j.file = f
	return nil
}

// Append implements Journal. After an error the journal accepts nothing more:
// what reached the disk is unknown, and Apply must not write without it.
func (j *FileJournal) Append(ctx context.Context, e Entry) error {
	line, err := json.Marshal(e)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrJournal, err)
	}
	done := make(chan error, 1)
	j.mu.Lock()
	if j.failed == nil && j.file == nil {
		j.failed = fmt.Errorf("%w: %s is closed", ErrJournal, j.path)
	}
	if j.failed != nil {
		defer j.mu.Unlock()
		return j.failed
	}
	j.pending = append(append(j.pending, line...), '\n')
	j.waiting = append(j.waiting, done)
	lead := !j.syncing
	j.syncing = true
	j.mu.Unlock()
	if lead {
		j.sync()
	}
	// The entry is on its way to the disk whatever the caller does: wait, so
	// that nothing is sent before its intent is durable.
	return <-done
}

// sync writes what has gathered until nothing is left. One goroutine runs it at
// a time: the one whose Append found nobody syncing.
func (j *FileJournal) sync() {
	for {
		j.mu.Lock()
		data, waiting, file, failed := j.pending, j.waiting, j.file, j.failed
		j.pending, j.waiting = nil, nil
		if len(waiting) == 0 {
			j.syncing = false
			j.mu.Unlock()
			return
		}
		j.mu.Unlock()
		err := failed
		if err == nil {
			err = writeAndSync(file, data)
		}
		if err != nil && failed == nil {
			err = fmt.Errorf("%w: %s: %w", ErrJournal, j.path, err)
			j.mu.Lock()
			j.failed = err
			j.mu.Unlock()
		}
		for _, w := range waiting {
			w <- err
		}
	}
}

func writeAndSync(f *os.File, data []byte) error {
	if _, err := f.Write(data); err != nil {
		return err
	}
	return f.Sync()
}

// Entries implements Journal.
func (j *FileJournal) Entries(context.Context) ([]Entry, error) {
	f, err := os.Open(j.path)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrJournal, err)
	}
	defer f.Close()
	entries, _, err := readEntries(f)
	if err != nil {
		return nil, fmt.Errorf("%w: %s: %w", ErrJournal, j.path, err)
	}
	return entries, nil
}

// Close releases the file and its lock. It must not be called while Append runs.
func (j *FileJournal) Close() error {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.file == nil {
		return nil
	}
	err := errors.Join(j.file.Close(), j.lock.Unlock())
	j.file = nil
	return err
}

// readEntries reads lines up to the last complete one and returns its end.
func readEntries(r io.Reader) (entries []Entry, good int64, err error) {
	br := bufio.NewReaderSize(r, 1<<16)
	for n := 1; ; n++ {
		line, readErr := br.ReadBytes('\n')
		if readErr != nil && !errors.Is(readErr, io.EOF) {
			return nil, 0, readErr
		}
		if readErr != nil { // no newline: torn or empty
			return entries, good, nil
		}
		e, err := decodeEntry(line)
		if err != nil {
			if _, peekErr := br.Peek(1); errors.Is(peekErr, io.EOF) && !errors.As(err, new(schemaError)) {
				return entries, good, nil // torn last line whose tail was garbage
			}
			return nil, 0, fmt.Errorf("line %d: %w", n, err)
		}
		entries = append(entries, e)
		good += int64(len(line))
	}
}

// schemaError marks a whole line that another version wrote: it is never cut off.
type schemaError int

func (e schemaError) Error() string {
	return fmt.Sprintf("schema %d is unknown; this version reads %d", int(e), JournalSchema)
}

func decodeEntry(line []byte) (Entry, error) {
	var e Entry
	if err := json.Unmarshal(bytes.TrimSpace(line), &e); err != nil {
		return Entry{}, err
	}
	if e.Schema != JournalSchema {
		return Entry{}, schemaError(e.Schema)
	}
	return e, nil
}
