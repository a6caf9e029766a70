package billing

import (
	"math/big"
	"math/bits"

	"github.com/shopspring/decimal"
)

// Amounts are exact. Nearly all fit a 128-bit integer in units of 10^-15; the
// rest goes through arbitrary precision. A number that needs more than
// maxDigits digits on either side of the point is refused, so that 1e999999999
// cannot take the memory of the machine.
const (
	fixedScale = 15
	maxDigits  = 60
)

// number is one parsed amount: fixed, or big when it does not fit.
type number struct {
	neg bool
	hi  uint64 // magnitude in units of 10^-15
	lo  uint64
	big *decimal.Decimal // set when the magnitude does not fit
}

func (n number) isZero() bool { return n.hi == 0 && n.lo == 0 && n.big == nil }

// sign is -1, 0 or 1.
func (n number) sign() int {
	switch {
	case n.isZero():
		return 0
	case n.neg:
		return -1
	}
	return 1
}

// pow10 holds the powers of ten that fit 64 bits.
var pow10 = func() (p [20]uint64) {
	p[0] = 1
	for i := 1; i < len(p); i++ {
		p[i] = p[i-1] * 10
	}
	return p
}()

// parseNumber reads a JSON number: optional minus, digits, fraction, exponent.
// ok is false for anything else and for numbers beyond maxDigits.
func parseNumber(s []byte) (n number, ok bool) {
	i := 0
	if i < len(s) && s[i] == '-' {
		n.neg = true
		i++
	}
	first := i
	var mantissa uint64
	digits, scale := 0, 0 // significant digits so far; digits after the point
	fits := true
	for ; i < len(s) && s[i]-'0' <= 9; i++ {
		mantissa, digits, fits = push(mantissa, digits, s[i], fits)
	}
	if i == first || (s[first] == '0' && i-first > 1) {
		return n, false
	}
	if i < len(s) && s[i] == '.' {
		i++
		from := i
		for ; i < len(s) && s[i]-'0' <= 9; i++ {
			mantissa, digits, fits = push(mantissa, digits, s[i], fits)
			scale++
		}
		if i == from {
			return n, false
		}
	}
	exponent, ok := shortExponent(s[i:])
	if shift := fixedScale - scale + exponent; ok && fits && shift >= 0 && shift < len(pow10) {
		n.hi, n.lo = bits.Mul64(mantissa, pow10[shift]) // below 10^38: 127 bits
		return n, true
	}
	return parseLong(s, i)
}

// shortExponent reads no exponent or one of a single digit, such as e-2; ok is
// false for anything else.
func shortExponent(s []byte) (e int, ok bool) {
	if len(s) == 0 {
		return 0, true
	}
	digit, neg := s[len(s)-1]-'0', false
	switch {
	case s[0]|0x20 != 'e' || digit > 9:
		return 0, false
	case len(s) == 3 && (s[1] == '-' || s[1] == '+'):
		neg = s[1] == '-'
	case len(s) != 2:
		return 0, false
	}
	if neg {
		return -int(digit), true
	}
	return int(digit), true
}

// push adds a digit; leading zeros are not significant. 19 digits fit 64 bits.
func push(m uint64, digits int, c byte, fits bool) (uint64, int, bool) {
	if digits == 0 && c == '0' {
		return m, digits, fits
	}
	if digits >= 19 {
		return m, digits + 1, false
	}
	return m*10 + uint64(c-'0'), digits + 1, fits
}

// parseLong handles exponents and numbers that do not fit. i is where the
// mantissa ends.
func parseLong(s []byte, i int) (number, bool) {
	if i < len(s) {
		if s[i]|0x20 != 'e' {
			return number{}, false
		}
		j := i + 1
		if j < len(s) && (s[j] == '+' || s[j] == '-') {
			j++
		}
		if j == len(s) || len(s)-j > 9 {
			return number{}, false
		}
		for ; j < len(s); j++ {
			if s[j]-'0' > 9 {
				return number{}, false
			}
		}
	}
	if len(s) > 4*maxDigits {
		return number{}, false
	}
	d, err := decimal.NewFromString(string(s))
	if err != nil {
		return number{}, false
	}
	return fromDecimal(d)
}

// bounded keeps exponents away that would make a decimal's digits fill the memory.
func bounded(d decimal.Decimal) bool {
	return d.Exponent() <= maxDigits && d.Exponent() >= -4*maxDigits
}

func fromDecimal(d decimal.Decimal) (number, bool) {
	if !bounded(d) {
		return number{}, false
	}
	n := number{neg: d.Sign() < 0}
	if d.Sign() == 0 {
		return number{}, true
	}
	d = trim(d)
	if d.Exponent() < -maxDigits || d.NumDigits()+int(d.Exponent()) > maxDigits {
		return number{}, false
	}
	if d.Exponent() >= -fixedScale {
		m := d.Shift(fixedScale).Abs().BigInt()
		if m.BitLen() <= 126 {
			n.lo = new(big.Int).And(m, maskLow()).Uint64()
			n.hi = m.Rsh(m, 64).Uint64()
			return n, true
		}
	}
	n.big = &d
	return n, true
}

func maskLow() *big.Int { return new(big.Int).SetUint64(^uint64(0)) }

// trim removes trailing zeros, so that equal values have one form.
func trim(d decimal.Decimal) decimal.Decimal {
	if d.Exponent() >= 0 {
		return d
	}
	out, err := decimal.NewFromString(d.String()) // String drops trailing zeros
	if err != nil {
		return d
	}
	return out
}

func (n number) decimal() decimal.Decimal {
	var s sum
	s.add(n)
	return s.decimal()
}

// sum adds numbers exactly. Its value does not depend on their order.
type sum struct {
	hi   uint64 // two's complement in units of 10^-15
	lo   uint64
	rest *decimal.Decimal // what did not fit
}

func (s *sum) add(n number) {
	if n.big != nil {
		s.addRest(*n.big)
		return
	}
	hi, lo := n.hi, n.lo
	if n.neg {
		var borrow uint64
		lo, borrow = bits.Sub64(0, lo, 0)
		hi, _ = bits.Sub64(0, hi, borrow)
	}
	s.addFixed(hi, lo)
}

func (s *sum) addFixed(hi, lo uint64) {
	l, carry := bits.Add64(s.lo, lo, 0)
	h, _ := bits.Add64(s.hi, hi, carry)
	if (s.hi^h)&(hi^h)>>63 == 1 { // both operands have the sign the result lacks
		s.addRest(fixedDecimal(hi, lo))
		return
	}
	s.hi, s.lo = h, l
}

func (s *sum) addRest(d decimal.Decimal) {
	if s.rest != nil {
		d = s.rest.Add(d)
	}
	s.rest = &d
}

func (s *sum) merge(o sum) {
	s.addFixed(o.hi, o.lo)
	if o.rest != nil {
		s.addRest(*o.rest)
	}
}

func (s sum) decimal() decimal.Decimal {
	d := fixedDecimal(s.hi, s.lo)
	if s.rest != nil {
		d = d.Add(*s.rest)
	}
	return d
}

// noMoney is shared by the many sums that are zero; a decimal never changes.
var noMoney = decimal.New(0, -2)

func fixedDecimal(hi, lo uint64) decimal.Decimal {
	if hi|lo == 0 {
		return noMoney
	}
	neg := hi>>63 == 1
	if neg {
		var borrow uint64
		lo, borrow = bits.Sub64(0, lo, 0)
		hi, _ = bits.Sub64(0, hi, borrow)
	}
	if cents := pow10[fixedScale-2]; hi < cents { // whole cents: the common case
		if q, rest := bits.Div64(hi, lo, cents); rest == 0 && q>>63 == 0 {
			if neg {
				return decimal.New(-int64(q), -2)
			}
			return decimal.New(int64(q), -2)
		}
	}
	m := new(big.Int).SetUint64(hi)
	m.Lsh(m, 64).Or(m, new(big.Int).SetUint64(lo))
	if neg {
		m.Neg(m)
	}
	return decimal.NewFromBigInt(m, -fixedScale)
}

func sumOf(d decimal.Decimal) sum {
	if n, ok := fromDecimal(d); ok {
		var s sum
		s.add(n)
		return s
	}
	return sum{rest: &d}
}
