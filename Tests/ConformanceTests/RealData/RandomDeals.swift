import DealerRules
import Foundation
import TestSupport

/// Deals in every scope and shape, and what the published function makes of them: written from the
/// function alone, in cents.
struct RandomDeals {
  /// A line to be priced.
  struct Question {
    var order: Order
    var item: String
    var customer: String
    var day: Int
    /// The list price in millionths.
    var base: Int64
  }

  private struct Deal {
    var item: String?
    var customer: String?
    var buyingGroup: String?
    var category: String?
    var stockGroup: String?
    var days: ClosedRange<Int>
    var amount: Int64?
    /// Thousandths of a percent.
    var percent: Int64?
    var price: Int64?
  }

  /// The deals in the columns of the source.
  let table: DataTable
  private var deals: [Deal] = []
  private var items: [(id: String, price: Int64)] = []
  private var customers: [(id: String, category: String, group: String)] = []
  private var stockGroups: [String: Set<String>] = [:]

  private static let columns = [
    "SpecialDealID", "StockItemID", "CustomerID", "BuyingGroupID", "CustomerCategoryID",
    "StockGroupID", "DealDescription", "StartDate", "EndDate", "DiscountAmount",
    "DiscountPercentage", "UnitPrice",
  ]

  init(_ source: WideWorldImporters, _ random: inout SplitMix64) throws {
    let goods = try DataTable("stock_items", in: source.folder)
    let good = try goods.columns("StockItemID", "UnitPrice")
    // Few items and customers, so that deals meet.
    for _ in 0..<12 {
      let row = goods.rows[random.below(goods.rows.count)]
      items.append((row[good[0]], try millionths(row[good[1]]) / 10_000))
    }
    let people = try DataTable("customers", in: source.folder)
    let person = try people.columns("CustomerID", "CustomerCategoryID", "BuyingGroupID")
    for _ in 0..<6 {
      let row = people.rows[random.below(people.rows.count)]
      customers.append((row[person[0]], row[person[1]], row[person[2]]))
    }
    let groups = try DataTable("stock_item_stock_groups", in: source.folder)
    let group = try groups.columns("StockItemID", "StockGroupID")
    for row in groups.rows { stockGroups[row[group[0]], default: []].insert(row[group[1]]) }
    var rows: [[String]] = []
    for number in 1...30 {
      let deal = RandomDeals.deal(items, customers, &random)
      deals.append(deal)
      rows.append(RandomDeals.row(deal, number))
    }
    table = DataTable(name: "deals", header: RandomDeals.columns, rows: rows)
  }

  private static func deal(
    _ items: [(id: String, price: Int64)],
    _ customers: [(id: String, category: String, group: String)], _ random: inout SplitMix64
  ) -> Deal {
    let start = random.below(27) + 1
    let length = random.below(12)
    var deal = Deal(days: start...min(28, start + length))
    let item = items[random.below(items.count)]
    let customer = customers[random.below(customers.count)]
    if random.below(3) == 0 { deal.item = item.id }
    if random.below(4) == 0 { deal.customer = customer.id }
    if random.below(4) == 0, !customer.group.isEmpty { deal.buyingGroup = customer.group }
    if random.below(4) == 0 { deal.category = customer.category }
    if random.below(3) == 0 { deal.stockGroup = "\(random.below(10) + 1)" }
    let shapes = random.below(7) + 1
    if shapes & 1 != 0 { deal.amount = Int64(random.below(800)) + 1 }
    if shapes & 2 != 0 {
      let special: [Int64] = [0, 100_000, 99_999, 100_001, 150_000]
      let isSpecial = random.below(4) == 0
      deal.percent =
        isSpecial ? special[random.below(special.count)] : Int64(random.below(130_000))
    }
    if shapes & 4 != 0 { deal.price = Int64(random.below(4000)) }
    return deal
  }

  private static func row(_ deal: Deal, _ number: Int) -> [String] {
    func cents(_ amount: Int64?) -> String {
      amount.map { "\($0 / 100).\(padded($0 % 100, 2))" } ?? ""
    }
    return [
      "\(number)", deal.item ?? "", deal.customer ?? "", deal.buyingGroup ?? "",
      deal.category ?? "", deal.stockGroup ?? "", "deal \(number)",
      "2014-02-\(padded(Int64(deal.days.lowerBound), 2))",
      "2014-02-\(padded(Int64(deal.days.upperBound), 2))", cents(deal.amount),
      deal.percent.map { "\($0 / 1000).\(padded($0 % 1000, 3))" } ?? "", cents(deal.price),
    ]
  }

  private static func padded(_ number: Int64, _ digits: Int) -> String {
    String("000\(number)".suffix(digits))
  }

  /// Lines to be priced.
  func questions(_ count: Int, _ random: inout SplitMix64) -> [Question] {
    (0..<count).map { index in
      let item = items[random.below(items.count)]
      let customer = customers[random.below(customers.count)]
      let day = random.below(28) + 1
      let moment = CivilDate("2014-02-\(RandomDeals.padded(Int64(day), 2))")
      let quantity = Quantity(thousandths: Int64(random.below(50) + 1) * 1000) ?? .one
      let order = Order(
        id: "\(index)", customer: customer.id,
        moment: moment.map { .date($0) } ?? .instant(.distantPast),
        lines: [OrderLine(number: 1, product: item.id, quantity: quantity)])
      return Question(
        order: order, item: item.id, customer: customer.id, day: day, base: item.price * 10_000)
    }
  }

  /// What the published function says, in millionths; an amount above the price leaves nothing.
  func price(_ question: Question) -> Int64 {
    let base = question.base / 10_000
    let own = deals.filter { holds($0, question) }
    var price = base
    if let lowest = own.compactMap(\.price).min(), lowest < base { price = lowest }
    if let most = own.compactMap(\.amount).max() { price = min(price, base - most) }
    if let highest = own.compactMap(\.percent).max() {
      price = min(price, (base * highest + 50_000) / 100_000)
    }
    return max(0, price) * 10_000
  }

  private func holds(_ deal: Deal, _ question: Question) -> Bool {
    guard let customer = customers.first(where: { $0.id == question.customer }) else {
      return false
    }
    let tests = [
      deal.item.map { $0 == question.item }, deal.customer.map { $0 == customer.id },
      deal.buyingGroup.map { $0 == customer.group },
      deal.category.map { $0 == customer.category },
      deal.stockGroup.map { stockGroups[question.item, default: []].contains($0) },
      deal.days.contains(question.day),
    ]
    return !tests.contains(false)
  }
}
