package partnercenter

import (
	"archive/zip"
	"bufio"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"iter"
	"net/http"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/tenantlink/tenantlink/internal/rest"
	"github.com/tenantlink/tenantlink/internal/wire"
)

// defaultMaxFile bounds a file of prices.
const defaultMaxFile = 4 << 30

// zipMagic is how a zip archive begins.
const zipMagic = "PK\x03\x04"

// open fetches a file of prices, CSV or a zip archive of it.
func (s *PriceSheets) open(ctx context.Context, op Operation, args Args, file FileOptions, opts []CallOption) (io.ReadCloser, error) {
	if file.MaxBytes < 0 {
		return nil, invalid(op, errors.New("MaxBytes is negative"))
	}
	if file.MaxBytes == 0 {
		file.MaxBytes = defaultMaxFile
	}
	args.Header = http.Header{"Accept": {"*/*"}}
	if file.Compressed {
		args.Header.Set("Accept-Encoding", "deflate")
	}
	body, failure := s.client.rest.Open(ctx, s.client.request(op, args, nil, nil, opts))
	if failure != nil {
		return nil, asError(failure)
	}
	content, err := decompressed(body, file)
	if err != nil {
		return nil, errors.Join(&Error{Op: op.ID, Method: op.Method, Target: op.Path, Status: http.StatusOK, Outcome: OutcomeDone, Err: err}, body.Close())
	}
	return content, nil
}

// decompressed is the CSV in a body, which it closes or takes over.
func decompressed(body io.ReadCloser, file FileOptions) (io.ReadCloser, error) {
	buffered := bufio.NewReaderSize(body, 64<<10)
	magic, err := buffered.Peek(len(zipMagic))
	if err != nil && err != io.EOF {
		return nil, err
	}
	if string(magic) != zipMagic {
		return &opened{Reader: rest.Bounded(buffered, file.MaxBytes), close: body.Close}, nil
	}
	spooled, err := rest.Spool(file.TempDir, buffered, file.MaxBytes)
	if err != nil {
		return nil, err
	}
	entry, err := onlyEntry(spooled)
	if err != nil {
		return nil, errors.Join(err, spooled.Close())
	}
	return &opened{
		Reader: rest.Bounded(entry, file.MaxBytes),
		close:  func() error { return errors.Join(entry.Close(), spooled.Close(), body.Close()) },
	}, nil
}

// onlyEntry opens the one file of an archive. Its checksum is verified as it is
// read to its end.
func onlyEntry(archive *rest.Spooled) (io.ReadCloser, error) {
	reader, err := zip.NewReader(archive, archive.Size)
	if err != nil {
		return nil, fmt.Errorf("open the archive: %w", err)
	}
	if len(reader.File) != 1 {
		return nil, fmt.Errorf("the archive holds %d files instead of one", len(reader.File))
	}
	return reader.File[0].Open()
}

// opened is a reader with what it takes to close it.
type opened struct {
	io.Reader
	close func() error
}

// Close implements io.Closer.
func (o *opened) Close() error { return o.close() }

// setter puts the value of a column in the field of a row.
type setter[T any] func(row *T, value string) error

// rows reads the rows of a CSV file into T; field finds the setter of a column.
func rows[T any](open func() (io.ReadCloser, error), field func(heading string) setter[T]) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var none T
		file, err := open()
		if err != nil {
			yield(none, err)
			return
		}
		defer func() { _ = file.Close() }()
		for row, err := range csvRows(file, field) {
			if !yield(row, err) {
				return
			}
		}
	}
}

// csvRows decodes CSV with a heading.
func csvRows[T any](from io.Reader, field func(heading string) setter[T]) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var none T
		lines := csv.NewReader(from)
		lines.ReuseRecord, lines.LazyQuotes = true, true
		heading, err := lines.Read()
		if err != nil {
			yield(none, fmt.Errorf("read the heading: %w", noEOF(err)))
			return
		}
		columns := slices.Clone(heading)
		columns[0] = strings.Trim(strings.TrimPrefix(columns[0], "\ufeff"), `"`)
		setters := make([]setter[T], len(columns))
		for i, name := range columns {
			setters[i] = field(name)
		}
		for {
			record, err := lines.Read()
			if err == io.EOF {
				return
			}
			var row T
			for i := 0; err == nil && i < len(record); i++ {
				if err = setters[i](&row, strings.TrimSpace(record[i])); err != nil {
					line, _ := lines.FieldPos(i)
					err = fmt.Errorf("line %d, column %s: %w", line, columns[i], err)
				}
			}
			if err != nil {
				yield(none, err)
				return
			}
			if !yield(row, nil) {
				return
			}
		}
	}
}

// noEOF makes the end of a file where there must be more an error that says so.
func noEOF(err error) error {
	if err == io.EOF {
		return io.ErrUnexpectedEOF
	}
	return err
}

// priceColumn finds the field of a column.
func priceColumn(heading string) setter[Price] {
	switch plain(heading) {
	case "producttitle":
		return text(func(p *Price) *string { return &p.ProductTitle })
	case "productid":
		return text(func(p *Price) *string { return &p.ProductID })
	case "skuid":
		return text(func(p *Price) *string { return &p.SKUID })
	case "skutitle":
		return text(func(p *Price) *string { return &p.SKUTitle })
	case "skudescription":
		return text(func(p *Price) *string { return &p.SKUDescription })
	case "publisher":
		return text(func(p *Price) *string { return &p.Publisher })
	case "unitofmeasure":
		return text(func(p *Price) *string { return &p.UnitOfMeasure })
	case "termduration":
		return text(func(p *Price) *string { return &p.TermDuration })
	case "billingplan":
		return text(func(p *Price) *string { return &p.BillingPlan })
	case "market":
		return text(func(p *Price) *string { return &p.Market })
	case "currency":
		return text(func(p *Price) *string { return &p.Currency })
	case "segment":
		return text(func(p *Price) *string { return &p.Segment })
	case "tags":
		return text(func(p *Price) *string { return &p.Tags })
	case "meterids", "meterid":
		return text(func(p *Price) *string { return &p.MeterIDs })
	case "metertype":
		return text(func(p *Price) *string { return &p.MeterType })
	case "unitprice":
		return func(p *Price, value string) (err error) { p.UnitPrice, err = wire.ParseDecimal(value); return err }
	case "erpprice":
		return amount(func(p *Price) **decimal.Decimal { return &p.ERPPrice })
	case "pricingtierrangemin":
		return amount(func(p *Price) **decimal.Decimal { return &p.PricingTierRangeMin })
	case "pricingtierrangemax":
		return amount(func(p *Price) **decimal.Decimal { return &p.PricingTierRangeMax })
	case "effectivestartdate":
		return func(p *Price, value string) (err error) { p.EffectiveStart, err = wire.ParseTime(value); return err }
	case "effectiveenddate":
		return func(p *Price, value string) (err error) { p.EffectiveEnd, err = wire.ParseTime(value); return err }
	default:
		return other(heading, func(p *Price) *map[string]string { return &p.Other })
	}
}

// rateColumn finds the field of a column.
func rateColumn(heading string) setter[ExchangeRate] {
	switch plain(heading) {
	case "currencycode":
		return text(func(r *ExchangeRate) *string { return &r.CurrencyCode })
	case "usdperunit":
		return func(r *ExchangeRate, value string) (err error) {
			r.USDPerUnit, err = wire.ParseDecimal(value)
			return err
		}
	case "month":
		return text(func(r *ExchangeRate) *string { return &r.Month })
	default:
		return other(heading, func(r *ExchangeRate) *map[string]string { return &r.Other })
	}
}

// plain is a heading in a form that compares.
func plain(heading string) string {
	return strings.ToLower(strings.NewReplacer(" ", "", "_", "").Replace(heading))
}

func text[T any](field func(*T) *string) setter[T] {
	return func(row *T, value string) error { *field(row) = value; return nil }
}

// amount leaves the field nil for an empty value.
func amount[T any](field func(*T) **decimal.Decimal) setter[T] {
	return func(row *T, value string) error {
		if value == "" {
			return nil
		}
		d, err := wire.ParseDecimal(value)
		*field(row) = &d
		return err
	}
}

// other keeps a column that has no field.
func other[T any](heading string, field func(*T) *map[string]string) setter[T] {
	return func(row *T, value string) error {
		if *field(row) == nil {
			*field(row) = map[string]string{}
		}
		(*field(row))[heading] = value
		return nil
	}
}
