package cli

import (
	"fmt"
	"io"
	"os"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"
)

// Progress shows one bar at a time on a terminal. Elsewhere, as in a log, it
// writes a plain line for each long stage: one at every tenth of it. Its methods
// are not safe for concurrent use; the SDK's callbacks never overlap.
type Progress struct {
	w      io.Writer
	stage  string
	bar    *progressbar.ProgressBar
	tenths map[string]int // written of each stage; nil on a terminal
}

// NewProgress returns a Progress that draws on w if w is a terminal, and writes
// lines otherwise.
func NewProgress(w io.Writer) *Progress {
	if f, ok := w.(*os.File); !ok || !term.IsTerminal(int(f.Fd())) {
		return &Progress{w: w, tenths: make(map[string]int)}
	}
	return &Progress{w: w}
}

// long is the total from which a stage is worth lines of its own.
const long = 1000

// line writes that another tenth of a long stage is done.
func (p *Progress) line(stage string, done, total int) {
	if total < long {
		return
	}
	if tenth := 10 * done / total; tenth > p.tenths[stage] {
		p.tenths[stage] = tenth
		// A line that cannot be written is no reason to stop the work.
		_, _ = fmt.Fprintf(p.w, "%s: %d of %d\n", stage, done, total)
	}
}

// Step shows that done of total are done; a total of 0 is unknown.
func (p *Progress) Step(stage string, done, total int) {
	if p.tenths != nil {
		p.line(stage, done, total)
		return
	}
	if stage != p.stage {
		p.Done()
		p.stage = stage
		size := int64(total)
		if total == 0 {
			size = -1
		}
		p.bar = progressbar.NewOptions64(size, progressbar.OptionSetWriter(p.w), progressbar.OptionSetDescription(stage),
			progressbar.OptionShowCount(), progressbar.OptionSetWidth(30), progressbar.OptionClearOnFinish())
	}
	// A bar that cannot be drawn is no reason to stop the work.
	_ = p.bar.Set(done)
}

// Done removes the bar.
func (p *Progress) Done() {
	if p.bar != nil {
		_ = p.bar.Clear()
		p.bar, p.stage = nil, ""
	}
}
