package cli

import (
	"io"
	"os"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"
)

// Progress shows one bar at a time on a terminal, and nothing elsewhere. Its
// methods are not safe for concurrent use; the SDK's callbacks never overlap.
type Progress struct {
	w     io.Writer
	stage string
	bar   *progressbar.ProgressBar
}

// NewProgress returns a Progress that draws on w if w is a terminal.
func NewProgress(w io.Writer) *Progress {
	if f, ok := w.(*os.File); !ok || !term.IsTerminal(int(f.Fd())) {
		return &Progress{}
	}
	return &Progress{w: w}
}

// Step shows that done of total are done; a total of 0 is unknown.
func (p *Progress) Step(stage string, done, total int) {
	if p.w == nil {
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
