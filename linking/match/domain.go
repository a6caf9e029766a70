package match

import (
	"net/url"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/idna"
	"golang.org/x/net/publicsuffix"
)

// domainKind says what a domain proves.
type domainKind uint8

const (
	domainOwn      domainKind = iota // a registrable domain of somebody
	domainShared                     // free mail, social network, hosting, builder: proves nothing
	domainInitial                    // name.onmicrosoft.com: the label is a hint only
	domainInvalid                    // no domain at all
	maxDomainBytes = 2048
)

// domain is one normalised domain.
type domain struct {
	raw   string
	name  string // registrable domain; the whole initial domain for onmicrosoft
	label string // what somebody chose: the part before the public suffix
	kind  domainKind
}

// parseDomain accepts a domain, a URL or an e-mail address.
func parseDomain(raw string) domain {
	host := hostOf(raw)
	d := domain{raw: raw, name: host, kind: domainInvalid}
	if !strings.Contains(host, ".") || strings.ContainsFunc(host, notInHost) {
		return d
	}
	if c := host[len(host)-1]; c >= '0' && c <= '9' {
		return d // an IPv4 address: no top-level domain ends in a digit
	}
	if !isASCII(host) {
		if ascii, err := idna.Lookup.ToASCII(host); err == nil {
			host = ascii
		}
	}
	for _, suffix := range initialSuffixes {
		if label, ok := strings.CutSuffix(host, suffix); ok {
			label = label[strings.LastIndexByte(label, '.')+1:]
			return domain{raw: raw, name: label + suffix, label: label, kind: domainInitial}
		}
	}
	suffix, icann := publicsuffix.PublicSuffix(host)
	if !icann && strings.Contains(suffix, ".") {
		// a suffix of the private section: everybody's sub-domains
		return domain{raw: raw, name: host, label: lastLabel(host, suffix), kind: domainShared}
	}
	name := registrable(host, suffix)
	if name == "" {
		return domain{raw: raw, name: host, kind: domainInvalid}
	}
	d = domain{raw: raw, name: name, label: lastLabel(name, suffix), kind: domainOwn}
	if sharedDomains()[name] || sharedLabels()[d.label] {
		d.kind = domainShared
	}
	return d
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// registrable is the public suffix and one label before it, "" when there is no
// such label or an empty one anywhere.
func registrable(host, suffix string) string {
	dot := len(host) - len(suffix) - 1
	if dot < 1 || host[dot] != '.' || strings.Contains(host, "..") || host[0] == '.' {
		return ""
	}
	return host[strings.LastIndexByte(host[:dot], '.')+1:]
}

// hostOf cuts scheme, user, port, path, www and final dots off, until nothing is
// left to cut.
func hostOf(raw string) string {
	if len(raw) > maxDomainBytes {
		return ""
	}
	s := strings.ToLower(raw)
	for {
		cut := cutHost(s)
		if cut == s {
			return s
		}
		s = cut
	}
}

func cutHost(s string) string {
	s = strings.TrimSpace(s)
	if i := strings.Index(s, "://"); i >= 0 {
		if u, err := url.Parse(s); err == nil && u.Host != "" {
			s = u.Hostname()
		} else {
			s = s[i+3:]
		}
	}
	if i := strings.LastIndexByte(s, '@'); i >= 0 {
		s = s[i+1:]
	}
	if i := strings.IndexAny(s, "/?#:"); i >= 0 {
		s = s[:i]
	}
	s = strings.Trim(s, ".<> ")
	for strings.HasPrefix(s, "www.") && strings.Count(s, ".") > 1 {
		s = s[len("www."):]
	}
	return s
}

func notInHost(r rune) bool {
	return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.Is(unicode.M, r) && r != '-' && r != '_' && r != '.'
}

func lastLabel(host, suffix string) string {
	label := strings.TrimSuffix(strings.TrimSuffix(host, suffix), ".")
	return label[strings.LastIndexByte(label, '.')+1:]
}

// NormalizeDomain returns the registrable domain (eTLD+1) of a domain, URL or
// e-mail address in ASCII: "https://www.Bücher.example.co.uk/x" becomes
// "example.co.uk". Initial Microsoft domains and hosts under shared suffixes
// stay whole. It is idempotent and never empty for non-empty input.
func NormalizeDomain(s string) string {
	if d := parseDomain(s); d.name != "" {
		return d.name
	}
	return s
}

// initialSuffixes are the suffixes of the first domain of every Microsoft
// tenant: worldwide, US government, Germany (closed 2021), China (21Vianet).
var initialSuffixes = []string{
	".onmicrosoft.com", ".onmicrosoft.us", ".onmicrosoft.de", ".onmicrosoft.cn",
	".partner.onmschina.cn", ".microsoftonline.com",
}

// sharedLabels are providers with a domain in many countries.
var sharedLabels = sync.OnceValue(func() map[string]bool {
	return set(`gmail googlemail hotmail outlook live msn yahoo ymail icloud aol gmx mail protonmail proton
	yandex facebook instagram linkedin twitter youtube tiktok pinterest google blogspot wordpress tripadvisor
	booking amazon ebay yelp`)
})

// sharedDomains are free mail, access providers, social networks, site builders,
// hosting, directories and ordering platforms that many companies give as theirs.
var sharedDomains = sync.OnceValue(func() map[string]bool {
	return set(`me.com mac.com pm.me zoho.com fastmail.com hey.com tutanota.com tuta.io mailbox.org posteo.de
	web.de t-online.de freenet.de arcor.de 1und1.de online.de email.de mail.ru bk.ru list.ru inbox.ru rambler.ru
	ya.ru ukr.net i.ua telia.com telia.se comhem.se bredband.net bredband2.com tele2.se spray.se swipnet.se
	passagen.se bahnhof.se glocalnet.net online.no broadpark.no getmail.no frisurf.no start.no telenor.no lyse.net
	altibox.no c2i.net mail.dk jubii.dk ofir.dk tdcadsl.dk stofanet.dk youmail.dk post.tele.dk pc.dk elisanet.fi
	kolumbus.fi luukku.com pp.inet.fi saunalahti.fi suomi24.fi dnainternet.net netti.fi ziggo.nl xs4all.nl
	planet.nl hetnet.nl kpnmail.nl kpnplanet.nl home.nl chello.nl upcmail.nl casema.nl quicknet.nl telfort.nl
	telenet.be skynet.be proximus.be orange.fr wanadoo.fr free.fr sfr.fr laposte.net neuf.fr bbox.fr numericable.fr
	btinternet.com btopenworld.com btconnect.com sky.com virginmedia.com ntlworld.com talktalk.net tiscali.co.uk
	blueyonder.co.uk plus.net o2.co.uk o2.pl wp.pl onet.pl op.pl interia.pl poczta.fm vp.pl gazeta.pl seznam.cz
	email.cz centrum.cz volny.cz azet.sk zoznam.sk freemail.hu citromail.hu libero.it virgilio.it alice.it tin.it
	tiscali.it fastwebnet.it pec.it legalmail.it arubapec.it telefonica.net terra.es ono.com sapo.pt netcabo.pt
	bluewin.ch hispeed.ch sunrise.ch aon.at chello.at a1.net utanet.at inode.at eircom.net comcast.net verizon.net
	att.net sbcglobal.net bellsouth.net cox.net charter.net earthlink.net optonline.net juno.com netzero.net
	rogers.com shaw.ca sympatico.ca telus.net bigpond.com optusnet.com.au iinet.net.au xtra.co.nz qq.com 163.com
	126.com sina.com sohu.com foxmail.com naver.com daum.net hanmail.net nate.com rediffmail.com uol.com.br
	bol.com.br terra.com.br abv.bg
	fb.com fb.me x.com t.co t.me vk.com ok.ru xing.com snapchat.com whatsapp.com wa.me threads.net reddit.com
	medium.com substack.com github.com gitlab.com about.me linktr.ee bit.ly goo.gl tumblr.com flickr.com vimeo.com
	soundcloud.com meetup.com eventbrite.com patreon.com etsy.com shopify.com myshopify.com wix.com wixsite.com
	weebly.com squarespace.com jimdo.com jimdosite.com webnode.com webs.com strikingly.com godaddysites.com
	godaddy.com business.site sites.google.com g.page webflow.io netlify.app vercel.app herokuapp.com
	azurewebsites.net cloudapp.net windows.net sharepoint.com office.com office365.com microsoft.com
	amazonaws.com cloudfront.net appspot.com firebaseapp.com github.io wordpress.com typepad.com livejournal.com
	blogger.com tripod.com angelfire.com geocities.com one.com loopia.se binero.se ionos.com ionos.de strato.de
	ovh.net one.eu simply.com dandomain.dk domeneshop.no hostnet.nl transip.nl mijndomein.nl home.pl
	yellowpages.com yext.com foursquare.com opentable.com grubhub.com seamless.com menupages.com allmenus.com
	ubereats.com deliveroo.com just-eat.com delivery.com doordash.com zomato.com citysearch.com eniro.se hitta.se
	allabolag.se gulesider.no proff.no krak.dk 118.dk gelbeseiten.de telefonbuch.de pagesjaunes.fr yell.com
	paginegialle.it goldenpages.be goudengids.nl wikipedia.org crunchbase.com bloomberg.com reuters.com
	example.com example.org example.net localhost.localdomain`)
})

func set(words string) map[string]bool {
	m := make(map[string]bool)
	for _, w := range strings.Fields(words) {
		m[w] = true
	}
	return m
}
