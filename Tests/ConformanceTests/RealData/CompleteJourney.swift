import DealerRules
import Foundation

/// The Complete Journey: grocery coupons that a store matches, and campaigns that send them to
/// households.
struct CompleteJourney {
  /// The tables read.
  let folder: URL

  // MARK: The store's match

  /// A coupon line of a receipt, as one order: its line `j` holds `j` equal coupons.
  struct CouponLine {
    var order: Order
    /// What the store added to the coupons, in millionths.
    var match: Int64
    /// How many units were bought.
    var units: Int
  }

  /// Coupons are doubled up to one dollar each: what a coupon is worth in the store.
  ///
  /// A line's list amount is the face value; what the store adds is its net less its list.
  static func matchBook() throws -> RuleBook {
    var book = RuleBook(name: "coupon match", currency: .usd)
    book.products = [Product(id: "coupon")]
    book.customers = [Customer(id: "shopper")]
    var list = PriceTable(id: "face", keys: [.product], multiply: ["face"])
    list.rows.append(PriceRow(key: ["coupon"], value: .amount(Money.one)))
    book.priceTables = [list]
    book.priceKinds = [PriceKind(id: book.sellingKind, accesses: [Access(tables: ["face"])])]
    let dollar = Money.one
    let belowDollar = Condition.test(.lineUnitPrice, .number(from: nil, below: dollar))
    book.phases = [Phase(id: "match", base: .running)]
    book.offers = [
      Offer(
        id: "doubled", phase: "match", priority: 2, when: belowDollar,
        benefit: .percentOff(try rate("-100%"))),
      Offer(
        id: "up-to-a-dollar", phase: "match", priority: 1, when: belowDollar,
        benefit: .fixedUnitPrice(dollar, unit: nil)),
    ]
    return book
  }

  /// Coupon lines of which at least one unit was bought.
  func couponLines() throws -> [CouponLine] {
    let table = try DataTable("coupon_lines", in: folder)
    let column = try table.columns("quantity", "coupon_disc", "coupon_match_disc", "date")
    var result: [CouponLine] = []
    for (index, row) in table.rows.enumerated() {
      guard let units = Int(row[column[0]]), units > 0 else { continue }
      let coupons = try millionths(row[column[1]])
      let lines = try (1...units).map { count in
        // Settled to six decimals; the line extension settles the sum to the cent it was.
        let face = (coupons + Int64(count) / 2) / Int64(count)
        return OrderLine(
          number: Int32(count), product: "coupon", quantity: try quantity("\(count)"),
          attributes: ["face": .number(face)])
      }
      let order = Order(
        id: "\(index + 1)", customer: "shopper", moment: .date(try date(row[column[3]])),
        lines: lines)
      result.append(
        CouponLine(order: order, match: try millionths(row[column[2]]), units: units))
    }
    return result
  }

  // MARK: Campaigns

  /// A coupon that a household handed in.
  struct Redemption {
    var household: String
    var coupon: String
    var campaign: String
    var date: CivilDate
    /// A product that the coupon is for.
    var product: String

    /// The redemption as an order.
    func order(
      _ id: Int, household: String? = nil, date: CivilDate? = nil, product: String? = nil
    ) -> Order {
      Order(
        id: "\(id)", customer: household ?? self.household, moment: .date(date ?? self.date),
        coupons: [coupon],
        lines: [OrderLine(number: 1, product: product ?? self.product, quantity: .one)])
    }

    /// The offer that must apply.
    var offer: String { "\(campaign)/\(coupon)" }
  }

  /// The campaigns as a rule book: households are customers in the groups of the campaigns that
  /// target them, each coupon of a campaign is an offer on its products inside its window.
  struct Campaigns {
    var book: RuleBook
    var redemptions: [Redemption]
    /// The last day of each campaign.
    var lastDay: [String: CivilDate] = [:]
    /// Households that each campaign targets.
    var households: [String: Set<String>] = [:]
    /// Products of each coupon of a campaign.
    var products: [String: [String]] = [:]
  }

  func campaigns() throws -> Campaigns {
    var result = Campaigns(
      book: RuleBook(name: "campaigns", currency: .usd), redemptions: [])
    let table = try DataTable("coupon_redemptions", in: folder)
    let column = try table.columns(
      "household_id", "coupon_upc", "campaign_id", "redemption_date")
    try addHouseholds(to: &result)
    let redeemed = Set(table.rows.map { "\($0[column[2]])/\($0[column[1]])" })
    try addProducts(of: redeemed, to: &result)
    try addOffers(to: &result)
    result.redemptions = try table.rows.map { row in
      let offer = "\(row[column[2]])/\(row[column[1]])"
      return Redemption(
        household: row[column[0]], coupon: row[column[1]], campaign: row[column[2]],
        date: try date(row[column[3]]), product: result.products[offer]?.first ?? "")
    }
    return result
  }

  private func addHouseholds(to result: inout Campaigns) throws {
    let table = try DataTable("campaigns", in: folder)
    let column = try table.columns("campaign_id", "household_id")
    var groups: [String: [String]] = [:]
    for row in table.rows {
      groups[row[column[1]], default: []].append("campaign-\(row[column[0]])")
      result.households[row[column[0]], default: []].insert(row[column[1]])
    }
    result.book.customers = groups.sorted { $0.key < $1.key }.map {
      Customer(id: $0.key, groups: $0.value)
    }
  }

  /// Products of the coupons that were ever handed in; the others have no part in any order.
  private func addProducts(of redeemed: Set<String>, to result: inout Campaigns) throws {
    let table = try DataTable("coupons", in: folder)
    let column = try table.columns("coupon_upc", "product_id", "campaign_id")
    var ids: Set<String> = ["none"]
    for row in table.rows {
      let offer = "\(row[column[2]])/\(row[column[0]])"
      guard redeemed.contains(offer) else { continue }
      result.products[offer, default: []].append(row[column[1]])
      ids.insert(row[column[1]])
    }
    result.book.products = ids.sorted().map { Product(id: $0) }
    var list = PriceTable(id: "list", keys: [.product])
    for id in ids.sorted() {
      list.rows.append(PriceRow(key: [id], value: .amount(Money.one)))
    }
    result.book.priceTables = [list]
    result.book.priceKinds = [
      PriceKind(id: result.book.sellingKind, accesses: [Access(tables: ["list"])])
    ]
  }

  private func addOffers(to result: inout Campaigns) throws {
    let table = try DataTable("campaign_descriptions", in: folder)
    let column = try table.columns("campaign_id", "start_date", "end_date")
    var windows: [String: Validity] = [:]
    for row in table.rows {
      windows[row[column[0]]] = try days(row[column[1]], through: row[column[2]])
      result.lastDay[row[column[0]]] = try date(row[column[2]])
    }
    result.book.phases = [Phase(id: "coupons")]
    for (id, products) in result.products.sorted(by: { $0.key < $1.key }) {
      let parts = id.split(separator: "/").map(String.init)
      guard parts.count == 2, let window = windows[parts[0]] else {
        throw DataFault(description: "coupon \(id) is of no campaign")
      }
      result.book.offers.append(
        Offer(
          id: id, phase: "coupons", validity: window,
          when: .all([
            .test(.customerGroup, .isIn(["campaign-\(parts[0])"])),
            .test(.product, .isIn(products)),
          ]),
          codes: [parts[1]], benefit: .mark))
    }
  }
}
