// Writes the tables of the snack brand's rule project, the same bytes every time: regions,
// categories, products, customers, prices and a day of orders. The rules stand in rules.json.
//
//   swift Examples/Projects/snack-brand/generate.swift OUTDIR
import Foundation

/// A generator of random numbers with one fixed sequence.
struct SplitMix64 {
  var state: UInt64

  /// The next 64 bits.
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// A number in `0..<bound`.
  mutating func below(_ bound: Int) -> Int { Int(next() >> 33) % bound }

  /// A number in a closed range.
  mutating func within(_ range: ClosedRange<Int>) -> Int {
    range.lowerBound + below(range.count)
  }

  /// True in `percent` of 100 cases.
  mutating func chance(_ percent: Int) -> Bool { below(100) < percent }

  /// One of several.
  mutating func one<Element>(of list: [Element]) -> Element { list[below(list.count)] }
}

/// A table on its way to a file.
struct Table {
  let columns: [String]
  private(set) var text: String

  /// Begins a table with its header.
  init(_ columns: [String]) {
    self.columns = columns
    text = columns.joined(separator: ",") + "\n"
  }

  /// Adds a row; what is not named stays empty.
  mutating func add(_ cells: [String: String]) {
    precondition(Set(cells.keys).isSubset(of: columns), "unknown column")
    text += columns.map { cells[$0] ?? "" }.joined(separator: ",") + "\n"
  }
}

/// Hundredths as a decimal, `12.50`.
func decimal(_ hundredths: Int) -> String {
  "\(hundredths / 100).\(padded(hundredths % 100, 2))"
}

/// A number with leading zeros.
func padded(_ value: Int, _ width: Int) -> String {
  String(repeating: "0", count: max(0, width - "\(value)".count)) + "\(value)"
}

/// A product as far as prices and orders need it.
typealias Product = (id: String, list: Int, pieces: Int, byCaseOnly: Bool)

/// Everything that is written.
struct Brand {
  var random = SplitMix64(state: 20_250_915)
  var counties: [(id: String, name: String, city: Int)] = []
  var cities: [(id: String, name: String, province: Int)] = []
  var products: [Product] = []
  var dealers: [(id: String, tier: String, contracts: [Int])] = []
  var projects: [(id: String, products: [Int])] = []

  /// The tables by file name.
  mutating func tables() -> [(name: String, table: Table)] {
    [
      ("regions", regions()), ("categories", categories()), ("products", productTable()),
      ("customers", customers()), ("prices", prices()), ("orders", orders()),
    ]
  }
}

// MARK: Catalog

let provinces = [
  ("huadong", "华东大区"), ("huanan", "华南大区"), ("huabei", "华北大区"),
  ("huazhong", "华中大区"), ("xinan", "西南大区"), ("xibei", "西北大区"),
]
let firstPinyin = ["yun", "qing", "ming", "song", "bai", "shuang", "jin", "he"]
let firstHan = ["云", "青", "明", "松", "白", "双", "锦", "禾"]
let lastPinyin = ["gang", "pu", "ling", "tan", "qiao", "du"]
let lastHan = ["港", "浦", "岭", "潭", "桥", "渡"]

/// An invented place, its id in pinyin and its name.
func place(_ first: Int, _ last: Int) -> (id: String, name: String) {
  (firstPinyin[first % 8] + lastPinyin[last % 6], firstHan[first % 8] + lastHan[last % 6])
}

let tree: [(id: String, name: String, leaves: [(id: String, name: String)])] = [
  ("puffed", "膨化", [("chips", "薯片"), ("shrimp-sticks", "虾条"), ("rice-cakes", "米饼")]),
  ("nuts", "坚果", [("seeds", "瓜子"), ("peanuts", "花生"), ("mixed-nuts", "混合坚果")]),
  ("biscuits", "饼干", [("crackers", "苏打饼"), ("wafers", "威化"), ("cookies", "曲奇")]),
  ("sweets", "糖果", [("gummies", "软糖"), ("toffee", "太妃糖"), ("jelly", "果冻")]),
  ("dried", "果干肉脯", [("dried-fruit", "果干"), ("jerky", "肉脯"), ("seaweed", "海苔")]),
]
let brands = [("shanque", "山雀"), ("xiaoman", "小满"), ("ahe", "阿禾"), ("nuotuan", "糯团")]
let flavours = [("original", "原味"), ("tomato", "番茄"), ("chilli", "香辣"), ("honey", "蜂蜜")]

extension Brand {
  mutating func regions() -> Table {
    var table = Table(["id", "parent", "name"])
    for (number, province) in provinces.enumerated() {
      table.add(["id": province.0, "name": province.1])
      for city in 0..<8 {
        let (word, name) = place(city + number, city * 5 + number)
        let id = "\(province.0)-\(word)"
        table.add(["id": id, "parent": province.0, "name": name + "市"])
        cities.append((id, name, number))
        for county in 0..<5 {
          let (inner, name) = place(county * 3 + city, county + city * 2 + number)
          table.add(["id": "\(id)-\(inner)", "parent": id, "name": name + "县"])
          counties.append(("\(id)-\(inner)", name, cities.count - 1))
        }
      }
    }
    return table
  }

  mutating func categories() -> Table {
    var table = Table(["id", "parent", "name"])
    table.add(["id": "snacks", "name": "休闲食品"])
    for top in tree {
      table.add(["id": top.id, "parent": "snacks", "name": top.name])
      for leaf in top.leaves { table.add(["id": leaf.id, "parent": top.id, "name": leaf.name]) }
    }
    return table
  }

  mutating func productTable() -> Table {
    var table = Table([
      "id", "name", "category", "brand", "unit", "units", "cost", "taxClass", "minimumQuantity",
      "orderMultiple", "flavour", "grams", "newItem",
    ])
    for index in 0..<300 {
      let top = tree[index % 5]
      let leaf = top.leaves[index / 5 % 3]
      let brand = brands[index / 15 % 4]
      let flavour = random.one(of: flavours)
      let grams = random.one(of: [28, 45, 75, 104, 180, 250])
      let pieces = grams < 50 ? 48 : (grams < 120 ? 24 : 12)
      let list = (grams * random.within(3...7) + 120) / 10 * 10
      let byCaseOnly = random.chance(8)
      var cells = [
        "id": "S\(1001 + index)", "name": "\(brand.1) \(flavour.1)\(leaf.1) \(grams)g",
        "category": leaf.id, "brand": brand.0, "unit": "bag",
        "units": "case=\(pieces);pallet=\(pieces * 40)",
        "cost": decimal(list * random.within(48...56) / 100), "flavour": flavour.0,
        "taxClass": top.id == "nuts" || leaf.id == "dried-fruit" ? "farm" : "standard",
        "grams": "\(grams)", "newItem": random.chance(6) ? "true" : "",
      ]
      if byCaseOnly {
        cells["minimumQuantity"] = "\(pieces)"
        cells["orderMultiple"] = "\(pieces)"
      }
      table.add(cells)
      products.append((cells["id"] ?? "", list, pieces, byCaseOnly))
    }
    return table
  }

  /// Six provincial dealers, one in each city and county, and outlets below the counties.
  mutating func customers() -> Table {
    var table = Table([
      "id", "name", "tier", "groups", "channel", "parent", "region", "display", "since",
    ])
    let words = ["顺达", "汇丰源", "万家", "好邻居", "鑫旺", "福满", "聚友", "丰禾", "惠民", "天天"]
    let kinds = [
      ("traditional", "食品商行"), ("modern", "超市"), ("ecommerce", "电商"), ("catering", "餐饮"),
    ]
    for index in 0..<2000 {
      let (tier, parent, region, county) = position(of: index)
      let kind = tier == "outlet" ? kinds[min(random.below(4), random.below(4))] : kinds[0]
      var groups: [String] = []
      if tier == "outlet", kind.0 == "modern", random.chance(25) { groups.append("key-account") }
      if tier == "outlet", random.chance(8) { groups.append("campus") }
      if tier != "provincial", random.chance(5) { groups.append("newcomer") }
      let town = tier == "provincial" ? provinces[index].1 : cities[counties[county].city].name
      let name =
        tier == "outlet"
        ? "\(town)\(counties[county].name)\(random.one(of: words))\(kind.1)"
        : "\(town)\(random.one(of: words))\(tier == "provincial" ? "总代" : "经销商")"
      table.add([
        "id": "D\(padded(index + 1, 4))", "name": name, "tier": tier,
        "groups": groups.joined(separator: ";"), "channel": kind.0, "parent": parent,
        "region": region, "display": random.chance(30) ? "true" : "",
        "since": "\(random.within(2012...2024))-\(padded(random.within(1...12), 2))-01",
      ])
      dealers.append(("D\(padded(index + 1, 4))", tier, []))
    }
    return table
  }

  private mutating func position(
    of index: Int
  ) -> (tier: String, parent: String, region: String, county: Int) {
    func dealer(_ index: Int) -> String { "D\(padded(index + 1, 4))" }
    if index < 6 { return ("provincial", "", provinces[index].0, index * 40) }
    if index < 54 {
      let city = index - 6
      return ("city", dealer(cities[city].province), cities[city].id, city * 5)
    }
    if index < 294 {
      let county = index - 54
      return ("county", dealer(6 + counties[county].city), counties[county].id, county)
    }
    let county = random.below(counties.count)
    return ("outlet", dealer(54 + county), counties[county].id, county)
  }
}

// MARK: Prices

extension Brand {
  mutating func prices() -> Table {
    var table = Table([
      "table", "id", "project", "customer", "tier", "channel", "category", "product", "price",
      "unit", "from", "validFrom", "validUntil", "validThrough", "capQuantity", "capAmount", "of",
      "factor", "step", "ending",
    ])
    addProjects(&table)
    addContracts(&table)
    addTiers(&table)
    addChannels(&table)
    addLists(&table)
    for (top, factor) in [("snacks", "1.30"), ("nuts", "1.25")] {
      table.add([
        "table": "retail", "category": top, "of": "table:list", "factor": factor, "step": "0.50",
        "ending": "-0.10",
      ])
    }
    for (tier, factor) in [("provincial", "0.70"), ("city", "0.76"), ("county", "0.82")] {
      table.add([
        "table": "transfer", "tier": tier, "of": "table:list", "factor": factor, "step": "0.01",
      ])
    }
    return table
  }

  private mutating func addProjects(_ table: inout Table) {
    for number in 1...12 {
      let id = "TJ2509-\(padded(number, 2))"
      var granted: [Int] = []
      for position in 0..<5 {
        let product = (number * 23 + position * 41) % 300
        granted.append(product)
        let byAmount = number % 4 == 0
        table.add([
          "table": "project", "id": "\(id)/\(position + 1)", "project": id,
          "product": products[product].id,
          "price": decimal(products[product].list * random.within(58...66) / 100),
          "validFrom": "2025-09-01", "validThrough": "2025-09-30",
          "capQuantity": byAmount ? "" : "\(random.within(20...90) * products[product].pieces)",
          "capAmount": byAmount ? "\(random.within(3...12) * 1000)" : "",
        ])
      }
      projects.append((id, granted))
    }
  }

  private mutating func addContracts(_ table: inout Table) {
    for dealer in dealers.indices where dealer < 294 || dealer % 12 == 0 {
      for position in 0..<18 {
        let product = (dealer * 17 + position * 13) % 300
        dealers[dealer].contracts.append(product)
        var cells = [
          "table": "contract", "customer": dealers[dealer].id, "product": products[product].id,
        ]
        let price = products[product].list * random.within(68...80) / 100
        if position % 6 == 0 {
          cells["price"] = decimal(price * 96 / 100)
          cells["validUntil"] = "2025-07-01"
          table.add(cells)
          cells["validUntil"] = nil
          cells["validFrom"] = "2025-07-01"
        }
        cells["price"] = decimal(price)
        table.add(cells)
      }
    }
  }

  private mutating func addTiers(_ table: inout Table) {
    let breaks = [
      ("provincial", [78, 75, 72]), ("city", [84, 82, 79]), ("county", [90, 88, 86]),
    ]
    for product in products {
      for (tier, percents) in breaks {
        for (percent, cases) in zip(percents, [5, 30, 150]) {
          table.add([
            "table": "tier", "tier": tier, "product": product.id, "unit": "case",
            "price": decimal(product.list * product.pieces * percent / 100), "from": "\(cases)",
          ])
        }
      }
    }
  }

  private mutating func addChannels(_ table: inout Table) {
    for (channel, least) in [("modern", 92), ("ecommerce", 89), ("catering", 86)] {
      for product in products where random.chance(50) {
        table.add([
          "table": "channel", "channel": channel, "product": product.id,
          "price": decimal(product.list * random.within(least...least + 3) / 100),
        ])
      }
    }
  }

  private mutating func addLists(_ table: inout Table) {
    for product in products {
      let price = decimal(product.list)
      if random.chance(60) {
        table.add(["table": "list", "product": product.id, "price": price])
        continue
      }
      let before = decimal(product.list * random.within(93...98) / 100)
      let day = "2025-07-01"
      table.add(["table": "list", "product": product.id, "price": before, "validUntil": day])
      table.add(["table": "list", "product": product.id, "price": price, "validFrom": day])
    }
  }
}

// MARK: Orders

extension Brand {
  /// The orders of 15 September 2025.
  mutating func orders() -> Table {
    var table = Table([
      "order", "customer", "date", "shipTo", "number", "product", "quantity", "unit", "project",
      "percentOff", "who", "why", "total.q3", "total.racks", "total.racksPaid",
    ])
    for number in 1...3000 {
      let dealer = random.chance(25) ? random.below(294) : random.below(dealers.count)
      let shipTo = random.chance(3) ? random.one(of: counties).id : ""
      let project = dealer < 294 && random.chance(10) ? random.one(of: projects) : nil
      for line in 1...random.within(1...9) {
        var cells = [
          "order": "SO250915\(padded(number, 4))", "customer": dealers[dealer].id,
          "date": "2025-09-15", "shipTo": shipTo, "number": "\(line * 10)",
          "total.q3": "\(dealer * 7919 % 90_000).00", "total.racks": "\(dealer % 3)",
          "total.racksPaid": "\(dealer % 2 * 100).00",
        ]
        var product = random.below(products.count)
        if let project, line < 4 {
          product = random.one(of: project.products)
          cells["project"] = project.id
        } else if !dealers[dealer].contracts.isEmpty, random.chance(40) {
          product = random.one(of: dealers[dealer].contracts)
        }
        fill(&cells, products[product], dealers[dealer].tier)
        table.add(cells)
      }
    }
    return table
  }

  private mutating func fill(_ cells: inout [String: String], _ product: Product, _ tier: String) {
    cells["product"] = product.id
    cells["unit"] = "case"
    switch tier {
    case "provincial" where random.chance(60):
      cells["unit"] = "pallet"
      cells["quantity"] = "\(random.within(1...6))"
    case "provincial", "city": cells["quantity"] = "\(random.within(4...60))"
    case "county": cells["quantity"] = "\(random.within(1...40))"
    default:
      cells["quantity"] = "\(random.within(1...5))"
      guard !product.byCaseOnly, random.chance(50) else { break }
      cells["unit"] = ""
      cells["quantity"] = "\(random.within(1...15) * 2)"
    }
    guard random.below(1000) == 0 else { return }
    cells["percentOff"] = random.one(of: ["3%", "5%", "8%"])
    cells["who"] = random.one(of: ["区域经理 陈", "销售 林"])
    cells["why"] = random.one(of: ["临期补偿", "开店支持", "陈列奖励"])
  }
}

guard CommandLine.arguments.count == 2 else {
  FileHandle.standardError.write(Data("usage: generate OUTDIR\n".utf8))
  exit(2)
}
var brand = Brand()
let folder = URL(fileURLWithPath: CommandLine.arguments[1], isDirectory: true)
try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
for (name, table) in brand.tables() {
  try Data(table.text.utf8).write(to: folder.appendingPathComponent("\(name).csv"))
}
