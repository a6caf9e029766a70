package mockserver

// A country holds what company names, addresses and numbers look like there.
// The words are ordinary words and place-name halves; the companies made of
// them are invented.
type country struct {
	code, tld, culture, language string
	// weight is the share of the tenants of profile eu, in percent.
	weight int
	// first and second are halves of a name.
	first, second []string
	sectors       []string
	forms         []legalForm
	cities        []city
	streets       []string
	// and is the word that "&" stands for.
	and   string
	phone string
	// registration and vat are patterns in which # is a digit.
	registration, vat string
}

// A legalForm is written short or in full. A front form stands before the name.
type legalForm struct {
	short, long string
	front       bool
}

type city struct{ name, postal string }

func euCountries() []country {
	return append(nordicCountries(), continentalCountries()...)
}

func nordicCountries() []country {
	return []country{
		{
			code: "SE", tld: "se", culture: "sv-SE", language: "sv", weight: 34, and: "och", phone: "+46 8 ### ## ##", registration: "55####-####", vat: "SE55########01",
			first:   []string{"Nord", "Berg", "Ek", "Lind", "Sjö", "Å", "Norr", "Söder", "Hav", "Ström", "Sten", "Björk", "Gran", "Käll", "Hög", "Malm", "Sund", "Äng", "Rönn", "Fors", "Ask", "Holm", "Tall", "Väster"},
			second:  []string{"vik", "ström", "dal", "sjö", "näs", "hamn", "by", "gård", "holm", "berg", "lund", "fors", "mark", "strand", "bäck", "ås", "torp", "ö", "stad", "vall"},
			sectors: []string{"Bygg", "Redovisning", "Transport", "Fastigheter", "El & Automation", "Mekaniska", "Livs", "Konsult", "Skogsbruk", "Tandvård", "Logistik", "Energi", "Textil", "Förskola", "Plåt & Tak", "Advokatbyrå", "Måleri", "Verkstad", "Marin", "Trädgård"},
			forms:   []legalForm{{short: "AB", long: "Aktiebolag"}, {short: "AB", long: "Aktiebolag"}, {short: "HB", long: "Handelsbolag"}},
			cities:  []city{{"Stockholm", "11# ##"}, {"Göteborg", "41# ##"}, {"Malmö", "21# ##"}, {"Uppsala", "75# ##"}, {"Västerås", "72# ##"}, {"Umeå", "90# ##"}},
			streets: []string{"Storgatan", "Hamngatan", "Kungsgatan", "Industrivägen", "Drottninggatan", "Verkstadsgatan"},
		},
		{
			code: "FI", tld: "fi", culture: "fi-FI", language: "fi", weight: 15, and: "ja", phone: "+358 9 #### ####", registration: "#######-#", vat: "FI########",
			first:   []string{"Koivu", "Järvi", "Kallio", "Metsä", "Lumi", "Pohjan", "Saari", "Virta", "Hauki", "Mänty", "Kivi", "Tuuli", "Ranta", "Salo", "Harju", "Niemi"},
			second:  []string{"mäki", "lahti", "niemi", "koski", "ranta", "järvi", "salo", "harju", "korpi", "virta", "suo", "kangas"},
			sectors: []string{"Rakennus", "Kuljetus", "Kiinteistöt", "Sähkö", "Konepaja", "Tilitoimisto", "Elintarvike", "Metsäpalvelut", "Hammaslääkärit", "Energia", "Puu", "Varaosat"},
			forms:   []legalForm{{short: "Oy", long: "Osakeyhtiö"}, {short: "Oyj", long: "Julkinen osakeyhtiö"}, {short: "Ky", long: "Kommandiittiyhtiö"}},
			cities:  []city{{"Helsinki", "00###"}, {"Tampere", "33###"}, {"Turku", "20###"}, {"Oulu", "90###"}, {"Jyväskylä", "40###"}},
			streets: []string{"Mannerheimintie", "Satamakatu", "Teollisuustie", "Kauppakatu", "Rautatienkatu"},
		},
		{
			code: "DK", tld: "dk", culture: "da-DK", language: "da", weight: 8, and: "og", phone: "+45 ## ## ## ##", registration: "########", vat: "DK########",
			first:   []string{"Kær", "Skov", "Bøge", "Nør", "Sønder", "Ager", "Hede", "Sø", "Strand", "Høj", "Lille", "Øster"},
			second:  []string{"gaard", "by", "holm", "lund", "bæk", "toft", "borg", "vang", "rup", "sted", "havn", "bjerg"},
			sectors: []string{"Byg", "Regnskab", "Transport", "Ejendomme", "El", "Maskinfabrik", "Fødevarer", "Rådgivning", "Tandklinik", "Logistik", "Møbler", "Smede"},
			forms:   []legalForm{{short: "ApS", long: "Anpartsselskab"}, {short: "A/S", long: "Aktieselskab"}, {short: "I/S", long: "Interessentskab"}},
			cities:  []city{{"København", "1###"}, {"Aarhus", "8000"}, {"Odense", "5000"}, {"Aalborg", "9000"}, {"Næstved", "4700"}},
			streets: []string{"Havnegade", "Vestergade", "Industrivej", "Søndergade", "Torvet"},
		},
		{
			code: "NO", tld: "no", culture: "nb-NO", language: "nb", weight: 8, and: "og", phone: "+47 ### ## ###", registration: "9########", vat: "NO9########MVA",
			first:   []string{"Fjell", "Haug", "Bjørk", "Nes", "Øy", "Fjord", "Vik", "Skog", "Sol", "Brei", "Stor", "Myr"},
			second:  []string{"vik", "land", "heim", "stad", "nes", "vold", "dal", "sund", "fjord", "bø", "åsen", "havn"},
			sectors: []string{"Havbruk", "Bygg", "Regnskap", "Transport", "Eiendom", "Elektro", "Mekaniske Verksted", "Rederi", "Tannklinikk", "Energi", "Entreprenør", "Fisk & Skalldyr"},
			forms:   []legalForm{{short: "AS", long: "Aksjeselskap"}, {short: "ASA", long: "Allmennaksjeselskap"}, {short: "AS", long: "Aksjeselskap"}},
			cities:  []city{{"Oslo", "01##"}, {"Bergen", "50##"}, {"Trondheim", "70##"}, {"Stavanger", "40##"}, {"Tromsø", "90##"}},
			streets: []string{"Kaigata", "Storgata", "Industriveien", "Kirkegata", "Sjøgata"},
		},
	}
}

func continentalCountries() []country {
	return []country{
		{
			code: "NL", tld: "nl", culture: "nl-NL", language: "nl", weight: 14, and: "en", phone: "+31 20 ### ####", registration: "########", vat: "NL#########B01",
			first:   []string{"Ooster", "Wester", "Noorder", "Water", "Linde", "Polder", "Duin", "Haven", "Veen", "Berken", "Molen", "Kerk", "Groene", "Zilver"},
			second:  []string{"veld", "huis", "dijk", "gracht", "meer", "hof", "zicht", "brug", "kamp", "weide", "kade", "donk"},
			sectors: []string{"Bouw", "Accountants", "Transport", "Vastgoed", "Installatietechniek", "Machinebouw", "Voeding", "Advies", "Tandartsen", "Logistiek", "Tuinbouw", "Scheepswerf"},
			forms:   []legalForm{{short: "B.V.", long: "Besloten Vennootschap"}, {short: "BV", long: "Besloten Vennootschap"}, {short: "N.V.", long: "Naamloze Vennootschap"}},
			cities:  []city{{"Amsterdam", "10## AB"}, {"Rotterdam", "30## CD"}, {"Utrecht", "35## EG"}, {"Eindhoven", "56## HJ"}, {"'s-Hertogenbosch", "52## KL"}},
			streets: []string{"Keizersgracht", "Havenstraat", "Industrieweg", "Kerkstraat", "Dorpsstraat"},
		},
		{
			code: "DE", tld: "de", culture: "de-DE", language: "de", weight: 12, and: "und", phone: "+49 30 #######", registration: "HRB #####", vat: "DE#########",
			first:   []string{"Falken", "Eichen", "Stein", "Rosen", "Linden", "Neu", "Ober", "König", "Grün", "Mühl", "Wald", "Sonnen", "Birken", "Löwen"},
			second:  []string{"ried", "bach", "berg", "feld", "hof", "tal", "burg", "thal", "hagen", "brück", "höhe", "wald"},
			sectors: []string{"Logistik", "Maschinenbau", "Bau", "Steuerberatung", "Immobilien", "Elektrotechnik", "Lebensmittel", "Consulting", "Zahntechnik", "Energie", "Druckerei", "Möbelwerke"},
			forms:   []legalForm{{short: "GmbH", long: "Gesellschaft mit beschränkter Haftung"}, {short: "AG", long: "Aktiengesellschaft"}, {short: "GmbH & Co. KG", long: "GmbH und Co. Kommanditgesellschaft"}},
			cities:  []city{{"Berlin", "10###"}, {"München", "80###"}, {"Köln", "50###"}, {"Hamburg", "20###"}, {"Nürnberg", "90###"}},
			streets: []string{"Hauptstraße", "Bahnhofstraße", "Industriestraße", "Gartenstraße", "Am Hafen"},
		},
		{
			code: "GB", tld: "co.uk", culture: "en-GB", language: "en", weight: 5, and: "and", phone: "+44 20 #### ####", registration: "########", vat: "GB#########",
			first:   []string{"Ash", "Oak", "Wood", "Thorn", "West", "Stone", "Black", "Red", "Harrow", "Elm", "Kings", "Bright"},
			second:  []string{"ford", "field", "bridge", "well", "brook", "ley", "worth", "gate", "combe", "wick", "stead", "mere"},
			sectors: []string{"Construction", "Accountants", "Haulage", "Property", "Electrical", "Engineering", "Foods", "Consulting", "Dental Care", "Logistics", "Marine & Offshore", "Joinery"},
			forms:   []legalForm{{short: "Ltd", long: "Limited"}, {short: "plc", long: "Public Limited Company"}, {short: "LLP", long: "Limited Liability Partnership"}},
			cities:  []city{{"London", "EC1A #BB"}, {"Manchester", "M1 #AE"}, {"Leeds", "LS1 #DF"}, {"Bristol", "BS1 #QA"}, {"Glasgow", "G1 #EN"}},
			streets: []string{"High Street", "Station Road", "Church Lane", "Mill Lane", "Dock Road"},
		},
		{
			code: "PL", tld: "pl", culture: "pl-PL", language: "pl", weight: 2, and: "i", phone: "+48 22 ### ## ##", registration: "525#######", vat: "PL525#######",
			first:   []string{"Nowo", "Biało", "Złoto", "Wielko", "Staro", "Krasno", "Między", "Pod"},
			second:  []string{"górze", "lesie", "brzeg", "pole", "stok", "gród", "rzecze", "dół"},
			sectors: []string{"Budownictwo", "Transport", "Nieruchomości", "Elektryka", "Maszyny", "Żywność", "Doradztwo", "Energia", "Meble"},
			forms:   []legalForm{{short: "Sp. z o.o.", long: "Spółka z ograniczoną odpowiedzialnością"}, {short: "S.A.", long: "Spółka Akcyjna"}},
			cities:  []city{{"Warszawa", "00-###"}, {"Kraków", "30-###"}, {"Gdańsk", "80-###"}, {"Łódź", "90-###"}},
			streets: []string{"ul. Długa", "ul. Portowa", "ul. Przemysłowa", "ul. Lipowa"},
		},
		{
			code: "GR", tld: "gr", culture: "el-GR", language: "el", weight: 1, and: "και", phone: "+30 210 #######", registration: "############", vat: "EL#########",
			first:   []string{"Θαλασσ", "Πετρ", "Αιγαι", "Ηλι", "Χρυσ", "Ολυμπ"},
			second:  []string{"οτεχνική", "ογραμμή", "οδομή", "οφάρμ", "ομεταφορική", "οτροφές"},
			sectors: []string{"Κατασκευές", "Μεταφορές", "Τρόφιμα", "Ενέργεια", "Ναυτιλιακή", "Συμβουλευτική"},
			forms:   []legalForm{{short: "Α.Ε.", long: "Ανώνυμη Εταιρεία"}, {short: "Ε.Π.Ε.", long: "Εταιρεία Περιορισμένης Ευθύνης"}},
			cities:  []city{{"Αθήνα", "10# ##"}, {"Θεσσαλονίκη", "54# ##"}, {"Πειραιάς", "18# ##"}},
			streets: []string{"Λεωφόρος Συγγρού", "Ερμού", "Ακτή Μιαούλη"},
		},
		{
			code: "UA", tld: "com.ua", culture: "uk-UA", language: "uk", weight: 1, and: "та", phone: "+380 44 ### ## ##", registration: "########", vat: "UA############",
			first:   []string{"Дніпро", "Карпат", "Північ", "Схід", "Степ", "Нив"},
			second:  []string{"буд", "транс", "агро", "енерго", "пром", "ліс"},
			sectors: []string{"Логістика", "Будівництво", "Продукти", "Енергетика", "Консалтинг", "Меблі"},
			forms:   []legalForm{{short: "ТОВ", long: "Товариство з обмеженою відповідальністю", front: true}, {short: "ПрАТ", long: "Приватне акціонерне товариство", front: true}},
			cities:  []city{{"Київ", "01###"}, {"Львів", "79###"}, {"Одеса", "65###"}},
			streets: []string{"вул. Хрещатик", "вул. Городоцька", "вул. Портова"},
		},
	}
}

func usCountries() []country {
	return []country{{
		code: "US", tld: "com", culture: "en-US", language: "en", weight: 100, and: "and", phone: "503555####", registration: "##-#######", vat: "##-#######",
		first:   []string{"Cedar", "Harbor", "Blue", "Granite", "Prairie", "Maple", "River", "Summit", "Iron", "Silver", "Lake", "Pine", "Eagle", "Canyon", "Copper", "Willow"},
		second:  []string{"field", "ridge", "ton", "port", "view", "creek", "wood", "vale", "crest", "gate", "brook", "land", "stone", "hollow"},
		sectors: []string{"Manufacturing", "Construction", "Accounting", "Freight", "Properties", "Electric", "Foods", "Dental Group", "Logistics", "Energy", "Legal", "Health Partners", "School District", "Farms", "Plumbing & Heating", "Marine"},
		forms:   []legalForm{{short: "LLC", long: "Limited Liability Company"}, {short: "Inc.", long: "Incorporated"}, {short: "Corp.", long: "Corporation"}},
		cities:  []city{{"Portland, OR", "972##"}, {"Seattle, WA", "981##"}, {"Austin, TX", "787##"}, {"Denver, CO", "802##"}, {"Columbus, OH", "432##"}},
		streets: []string{"Main Street", "Industrial Parkway", "Harbor Way", "2nd Avenue", "Mill Road"},
	}}
}
