/// Whether some customer and some product of the book fulfil a condition, each way in which it may
/// hold by itself (RULES.md U-021). What neither says is taken to be possible.
///
/// Those who come into question are looked up by the texts that a way asks for, so that an offer
/// that names its product asks that one alone.
struct ConditionReach {
  /// What of a line is looked at beside its product.
  enum Depth { case product, unit, quantity }

  /// Ways of one condition that are looked at; one with more may hold.
  private static let most = 64

  /// Where in the book those stand who have a text, by field; of trees at the text or below.
  typealias Places = [ConditionField: [IdentifierKey: [Int]]]

  let rules: CompiledRules
  let logic: ConditionLogic
  private(set) var products: Places = [:]
  private(set) var customers: Places = [:]

  init(_ rules: CompiledRules, _ logic: ConditionLogic) {
    (self.rules, self.logic) = (rules, logic)
    for (place, product) in rules.book.products.enumerated() { add(product, place) }
    for (place, customer) in rules.book.customers.enumerated() { add(customer, place) }
  }

  // MARK: Ways

  /// Whether a condition may hold for a line of the book's customers and products; whoever a book
  /// without customers, or without products, is for is not known.
  func isMet(_ condition: Condition, _ depth: Depth) -> Bool {
    guard let ways = ConditionReach.ways(condition) else { return true }
    return ways.contains { isMet(way: $0, depth) }
  }

  func isMet(way parts: [Condition], _ depth: Depth) -> Bool {
    let way = Condition.all(parts)
    guard logic.canHold(way) else { return false }
    return isSomeone(way, parts) && isSomething(way, parts, depth)
  }

  /// Every way in which a condition may hold, as tests that hold and tests that do not; `nil` where
  /// there are too many.
  static func ways(_ condition: Condition, _ isHeld: Bool = true) -> [[Condition]]? {
    switch condition {
    case .test: return [[isHeld ? condition : .not(condition)]]
    case .not(let inner): return ways(inner, !isHeld)
    case .all(let parts): return isHeld ? together(parts, true) : either(parts, false)
    case .any(let parts): return isHeld ? either(parts, true) : together(parts, false)
    }
  }

  private static func either(_ parts: [Condition], _ isHeld: Bool) -> [[Condition]]? {
    var found: [[Condition]] = []
    for part in parts {
      guard let own = ways(part, isHeld), found.count + own.count <= most else { return nil }
      found += own
    }
    return found
  }

  private static func together(_ parts: [Condition], _ isHeld: Bool) -> [[Condition]]? {
    var found: [[Condition]] = [[]]
    for part in parts {
      guard let own = ways(part, isHeld), found.count * own.count <= most else { return nil }
      found = found.flatMap { way in own.map { way + $0 } }
    }
    return found
  }

  // MARK: Who and what

  func isSomeone(_ way: Condition, _ parts: [Condition]) -> Bool {
    let all = rules.book.customers
    guard !all.isEmpty, parts.contains(where: ConditionReach.isOfCustomers) else { return true }
    guard let named = places(parts, customers) else {
      return all.contains { customer in logic.may(way) { test(customer, $0, $1) } }
    }
    return named.contains { place in logic.may(way) { test(all[place], $0, $1) } }
  }

  private func isSomething(_ way: Condition, _ parts: [Condition], _ depth: Depth) -> Bool {
    let all = rules.book.products
    guard !all.isEmpty, parts.contains(where: ConditionReach.isOfGoods) else { return true }
    guard let named = places(parts, products) else {
      return all.contains { isLine(of: $0, way, parts, depth) }
    }
    return named.contains { isLine(of: all[$0], way, parts, depth) }
  }

  static func isOfCustomers(_ part: Condition) -> Bool {
    guard case .test(let field, _) = part.plain else { return false }
    return switch field {
    case .customer, .customerParent, .customerTier, .customerGroup, .customerRegion: true
    case .customerAttribute: true
    default: false
    }
  }

  static func isOfGoods(_ part: Condition) -> Bool {
    guard case .test(let field, _) = part.plain else { return false }
    return switch field {
    case .product, .productCategory, .productBrand, .productAttribute: true
    case .lineUnit, .lineQuantity: true
    default: false
    }
  }

  // MARK: Places

  /// Those who have a text of the part that fewest have; `nil` where no part asks for texts.
  func places(_ parts: [Condition], _ known: Places) -> [Int]? {
    var fewest: [[Int]]?
    var least = Int.max
    for part in parts {
      guard case .test(let field, .isIn(let names)) = part, let texts = known[field] else {
        continue
      }
      let lists = names.compactMap { texts[IdentifierKey($0)] }
      let count = lists.reduce(0) { $0 + $1.count }
      if count < least { (fewest, least) = (lists, count) }
    }
    return fewest.map { Array($0.joined()) }
  }

  private mutating func add(_ product: Product, _ place: Int) {
    products[.product, default: [:]][IdentifierKey(product.id), default: []].append(place)
    if let brand = product.brand {
      products[.productBrand, default: [:]][IdentifierKey(brand), default: []].append(place)
    }
    for text in logic.chain(from: product.category, .productCategory) {
      products[.productCategory, default: [:]][IdentifierKey(text), default: []].append(place)
    }
    for (name, value) in product.attributes {
      guard case .text(let text) = value else { continue }
      products[.productAttribute(name), default: [:]][IdentifierKey(text), default: []]
        .append(place)
    }
  }

  private mutating func add(_ customer: Customer, _ place: Int) {
    customers[.customer, default: [:]][IdentifierKey(customer.id), default: []].append(place)
    if let tier = customer.tier {
      customers[.customerTier, default: [:]][IdentifierKey(tier), default: []].append(place)
    }
    for group in customer.groups {
      customers[.customerGroup, default: [:]][IdentifierKey(group), default: []].append(place)
    }
    for text in logic.chain(from: customer.id, .customerParent) {
      customers[.customerParent, default: [:]][IdentifierKey(text), default: []].append(place)
    }
    for (name, value) in customer.attributes {
      guard case .text(let text) = value else { continue }
      customers[.customerAttribute(name), default: [:]][IdentifierKey(text), default: []]
        .append(place)
    }
  }
}

extension Condition {
  /// A test, whether it is to hold or not.
  var plain: Condition {
    if case .not(let inner) = self { return inner }
    return self
  }
}
