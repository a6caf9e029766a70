package mockserver

// A product is one row of Microsoft's public price list: what one seat costs a
// year in USD cents, before the partner's discount.
type product struct {
	id, sku, availability string
	name                  string
	yearUSD               int64
	// weight is how often tenants buy it, in parts of all weights.
	weight int
	addOn  bool
	// lines is how many invoice lines one charge of it makes: E5 comes as two.
	lines int
	// once is bought, not subscribed to.
	once bool
}

// seatProducts are the products with seats, most of them Microsoft's list of
// new commerce (product and SKU ids and list prices are public).
func seatProducts() []product {
	return []product{
		{id: "CFQ7TTC0LH18", sku: "0001", availability: "CFQ7TTC0K971", name: "Microsoft 365 Business Basic", yearUSD: 7200, weight: 20},
		{id: "CFQ7TTC0LDPB", sku: "0001", availability: "CFQ7TTC0J203", name: "Microsoft 365 Business Standard", yearUSD: 15000, weight: 22},
		{id: "CFQ7TTC0LCHC", sku: "0002", availability: "CFQ7TTC0K59J", name: "Microsoft 365 Business Premium", yearUSD: 26400, weight: 18},
		{id: "CFQ7TTC0LH1G", sku: "0001", availability: "CFQ7TTC0K18P", name: "Microsoft 365 Apps for business", yearUSD: 9960, weight: 6},
		{id: "CFQ7TTC0LH16", sku: "0001", availability: "CFQ7TTC0K3NB", name: "Exchange Online (Plan 1)", yearUSD: 4800, weight: 10},
		{id: "CFQ7TTC0LF8R", sku: "0001", availability: "CFQ7TTC0K6R7", name: "Office 365 E3", yearUSD: 27600, weight: 4},
		{id: "CFQ7TTC0LFLX", sku: "0001", availability: "CFQ7TTC0K4FF", name: "Microsoft 365 E3", yearUSD: 43200, weight: 4},
		{id: "CFQ7TTC0LFLZ", sku: "0002", availability: "CFQ7TTC0K1DP", name: "Microsoft 365 E5", yearUSD: 68400, weight: 2, lines: 2},
		{id: "CFQ7TTC0LH0T", sku: "0001", availability: "CFQ7TTC0HLJ5", name: "Microsoft Teams Phone Standard", yearUSD: 12000, weight: 5, addOn: true},
		{id: "CFQ7TTC0MM8R", sku: "0002", availability: "CFQ7TTC0PF3X", name: "Microsoft 365 Copilot", yearUSD: 36000, weight: 4, addOn: true},
		{id: "CFQ7TTC0LHSF", sku: "0001", availability: "CFQ7TTC0HL8W", name: "Power BI Pro", yearUSD: 16800, weight: 3},
		{id: "CFQ7TTC0LFLS", sku: "0002", availability: "CFQ7TTC0J1J6", name: "Microsoft Entra ID P1", yearUSD: 7200, weight: 2},
		{id: "DG7GMGF0PWHC", sku: "0003", availability: "DG7GMGF0F49X", name: "Windows Server 2025 Standard - 16 Core License Pack", yearUSD: 107368, weight: 1, once: true},
	}
}

// azurePlan is the product that all Azure consumption is billed under.
func azurePlan() product {
	return product{id: "DZH318Z0BPS6", sku: "0001", availability: "DZH318Z0BML6", name: "Azure plan"}
}

// A meter is a kind of Azure consumption with the share of spend it takes.
type meter struct {
	id, category, name, unit string
	share                    int
}

func meters() []meter {
	return []meter{
		{"2e7a0c1c-6f3b-4c3e-9d5e-0d0b8a3d5a11", "Virtual Machines", "D4s v5", "1 Hour", 46},
		{"70a0e4cb-1c0e-4f3b-8f3f-5a1f31f4d622", "Storage", "P20 LRS Disk", "1/Month", 18},
		{"b03ac3f5-5f0e-4bcb-b0ea-3a9b9f3b1c33", "Azure SQL Database", "vCore", "1 Hour", 15},
		{"5a2d5a7e-0a4f-4f0e-a1c7-2a2bd1c76d44", "Bandwidth", "Standard Data Transfer Out", "1 GB", 9},
		{"9c1fd2e4-76d1-4a0f-9a61-1d9f3e5d8e55", "Azure App Service", "P1 v3 App", "1 Hour", 7},
		{"d0a7b2c9-2b0d-4b61-8d25-6f7c1f2a9f66", "Log Analytics", "Analytics Logs Data Ingestion", "1 GB", 5},
	}
}
