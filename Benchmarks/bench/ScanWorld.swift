import DealerRules

/// A brand's goods: who sells where, what was packed and shipped, and where units were seen.
struct ScanWorld {
  /// Units of one case.
  static let perCase = 24
  private static let start: Int64 = 1_735_689_600  // 2025-01-01
  private static let provinces = 31
  private static let citiesPerProvince = 12

  private let options: ScanOptions
  /// The dealer of each case, and whom it was transferred to.
  private var owner: [Int] = []
  private var random = SplitMix64(seed: 2_025)

  init(_ options: ScanOptions) { self.options = options }

  /// Dealers and regions.
  var book: RuleBook {
    var book = RuleBook(name: "scans", currency: .cny)
    book.regions = [Region(id: "CN")]
    for province in 0..<ScanWorld.provinces {
      book.regions.append(Region(id: "P\(province)", parent: "CN"))
      for city in 0..<ScanWorld.citiesPerProvince {
        book.regions.append(Region(id: "P\(province)C\(city)", parent: "P\(province)"))
      }
    }
    book.customers = (0..<options.dealers).map { Customer(id: "D\($0)") }
    book.products = [Product(id: "chips")]
    book.priceTables = [PriceTable(id: "list", keys: [.product])]
    book.priceKinds = [PriceKind(id: "price", accesses: [Access(tables: ["list"])])]
    return book
  }

  /// Every dealer sells in its city.
  var areas: [TraceArea] {
    (0..<options.dealers).map { TraceArea(dealer: "D\($0)", region: ScanWorld.city($0)) }
  }

  private static func city(_ dealer: Int) -> String {
    let city = dealer % (provinces * citiesPerProvince)
    return "P\(city / citiesPerProvince)C\(city % citiesPerProvince)"
  }

  /// Everything that happened, told to a log.
  mutating func log() -> TraceLog {
    var log = TraceLog()
    for number in 0..<((options.units + ScanWorld.perCase - 1) / ScanWorld.perCase) {
      let first = number * ScanWorld.perCase
      let units = first..<min(options.units, first + ScanWorld.perCase)
      let dealer = random.below(options.dealers)
      owner.append(dealer)
      let packed = ScanWorld.start + Int64(random.below(5 * 86_400))
      var pack = TraceEvent(
        id: "P\(number)", .pack, at: Instant(secondsSinceEpoch: packed),
        codes: units.map { ScanWorld.unit($0) })
      pack.container = "C\(number)"
      log.add(pack)
      log.add(ship(number, to: dealer, at: packed + 86_400))
      guard random.chance(2) else { continue }
      let other = random.below(options.dealers)
      var transfer = TraceEvent(
        id: "T\(number)", .transfer, at: Instant(secondsSinceEpoch: packed + 10 * 86_400),
        codes: ["C\(number)"])
      (transfer.from, transfer.to) = ("D\(dealer)", "D\(other)")
      if random.chance(80) {
        transfer.approval = "OK"
        owner[number] = other
      }
      log.add(transfer)
    }
    return log
  }

  private func ship(_ number: Int, to dealer: Int, at seconds: Int64) -> TraceEvent {
    var event = TraceEvent(
      id: "S\(number)", .ship, at: Instant(secondsSinceEpoch: seconds), codes: ["C\(number)"])
    event.to = "D\(dealer)"
    return event
  }

  private static func unit(_ number: Int) -> String {
    let digits = String(number)
    return "U" + String(repeating: "0", count: max(0, 9 - digits.count)) + digits
  }

  /// The next scans; one in twenty lies out of region.
  mutating func fill(_ scans: inout [Scan], _ count: Int) {
    scans.removeAll(keepingCapacity: true)
    for _ in 0..<count {
      let unit = random.below(options.units)
      let dealer = owner[unit / ScanWorld.perCase]
      let place = random.chance(5) ? random.below(options.dealers) : dealer
      let seconds = ScanWorld.start + Int64(20 * 86_400 + random.below(60 * 86_400))
      scans.append(
        Scan(
          ScanWorld.unit(unit), at: Instant(secondsSinceEpoch: seconds),
          region: ScanWorld.city(place), role: random.chance(2) ? .inspector : .consumer,
          venue: random.chance(30) ? .sales : .unknown, fix: random.chance(50) ? .cell : .ip,
          source: "s\(random.below(100_000))"))
    }
  }
}
