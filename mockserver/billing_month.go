package mockserver

import (
	"fmt"
	"time"
)

// A month counts calendar months, so that they can be added and compared.
type month int

func monthOf(t time.Time) month { return month(t.Year()*12 + int(t.Month()) - 1) }

func parseMonth(s string) (month, error) {
	t, err := time.Parse("2006-01", s)
	if err != nil {
		return 0, fmt.Errorf("%q is not a month such as 2026-03", s)
	}
	return monthOf(t), nil
}

func (m month) first() time.Time {
	return time.Date(int(m)/12, time.Month(int(m)%12+1), 1, 0, 0, 0, 0, time.UTC)
}

func (m month) last() time.Time { return (m + 1).first().AddDate(0, 0, -1) }

func (m month) days() int { return m.last().Day() }

// day is the given day of the month, or its last day in a shorter month.
func (m month) day(d int) time.Time { return m.first().AddDate(0, 0, min(d, m.days())-1) }

func (m month) String() string { return m.first().Format("2006-01") }
