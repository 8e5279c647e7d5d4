import DealerRules
import TestSupport

/// Changes of generated books, and whether an order reads them (RULES.md Z-009).
enum SaleScopeChanges {
  typealias Outside = @Sendable (inout RuleBook, Instant, inout SplitMix64) -> Void
  typealias Inside = @Sendable (inout RuleBook, Order) -> Bool

  static let outside: [(String, Outside)] = [
    (
      "a customer",
      { book, _, random in
        let parent =
          book.customers.isEmpty ? nil : book.customers[random.below(book.customers.count)].id
        book.customers.append(Customer(id: "somebody new", tier: "gold", parent: parent))
      }
    ),
    (
      "prices of a new product",
      { book, _, random in
        book.products.append(Product(id: "something new"))
        for table in book.priceTables.indices {
          guard let place = book.priceTables[table].keys.firstIndex(of: .product) else { continue }
          let rows = book.priceTables[table].rows
          guard rows.count > 0 else { continue }
          var key = rows[random.below(rows.count)].key
          key[place] = "something new"
          book.priceTables[table].rows.append(
            PriceRow(key: key, value: .amount(Int64(random.below(900)) * 10_000)))
        }
      }
    ),
    (
      "offers that end",
      { book, later, _ in
        for index in book.offers.indices where later < book.offers[index].validity.until {
          book.offers[index].validity.until = later
        }
      }
    ),
    (
      "prices that end",
      { book, later, _ in
        for table in book.priceTables.indices {
          book.priceTables[table].rows = ended(book.priceTables[table].rows, at: later)
        }
      }
    ),
    (
      "offers to come",
      { book, later, _ in
        for offer in book.offers {
          var next = offer
          next.id += " next"
          next.validity = Validity(from: later)
          book.offers.append(next)
        }
      }
    ),
    (
      "charges and agreements to come",
      { book, later, _ in
        book.charges.append(
          Charge(id: "charge to come", amount: 1_000_000, validity: Validity(from: later)))
        for agreement in book.agreements {
          var next = agreement
          next.id += " next"
          next.validity = Validity(from: later)
          book.agreements.append(next)
        }
      }
    ),
  ]

  /// `false` where the book has nothing of the kind.
  static let inside: [(String, Inside)] = [
    (
      "the customer's tier",
      { book, order in
        guard let place = book.customers.firstIndex(where: { $0.id == order.customer }) else {
          return false
        }
        book.customers[place].tier = "a tier of its own"
        return true
      }
    ),
    (
      "a dealer above",
      { book, order in
        guard let own = book.customers.first(where: { $0.id == order.customer }),
          let place = book.customers.firstIndex(where: { $0.id == own.parent })
        else { return false }
        book.customers[place].channel = "a channel of its own"
        return true
      }
    ),
    (
      "a product's cost",
      { book, order in
        guard let place = book.products.firstIndex(where: { $0.id == order.lines.first?.product })
        else { return false }
        book.products[place].cost = 123_456
        return true
      }
    ),
    (
      "the category above",
      { book, order in
        guard let product = book.products.first(where: { $0.id == order.lines.first?.product }),
          let place = book.categories.firstIndex(where: { $0.id == product.category }),
          book.categories[place].parent == nil
        else { return false }
        book.categories.append(Category(id: "a new one above"))
        book.categories[place].parent = "a new one above"
        return true
      }
    ),
    (
      "an offer in force",
      { book, order in
        guard let place = book.offers.firstIndex(where: { isHeld($0.validity, order, book) }) else {
          return false
        }
        guard book.offers[place].status == .published else { return false }
        book.offers[place].priority += 1
        return true
      }
    ),
    (
      "an offer that never existed then",
      { book, order in
        guard let place = book.offers.firstIndex(where: { isHeld($0.validity, order, book) }),
          book.offers[place].status == .published
        else { return false }
        book.offers[place].status = .retired
        return true
      }
    ),
    (
      "a guard in force",
      { book, order in
        guard let place = book.guards.firstIndex(where: { isHeld($0.validity, order, book) }),
          book.guards[place].status == .published
        else { return false }
        book.guards[place].priority += 1
        return true
      }
    ),
    (
      "a charge in force",
      { book, _ in
        book.charges.append(Charge(id: "another charge", amount: 10_000))
        return true
      }
    ),
    (
      "a tax rate",
      { book, order in
        guard
          let place = book.tax.rates.firstIndex(where: {
            isHeld($0.validity, order, book) && $0.status == .published && $0.rate != .zero
          })
        else { return false }
        book.tax.rates[place].rate = .zero
        return true
      }
    ),
    (
      "an agreement in force",
      { book, order in
        guard let place = book.agreements.firstIndex(where: { isHeld($0.validity, order, book) }),
          book.agreements[place].status == .published
        else { return false }
        book.agreements[place].status = .retired
        return true
      }
    ),
    (
      "rounding",
      { book, _ in
        book.rounding.document = Rounding(.up)
        return true
      }
    ),
    (
      "a price of the product",
      { book, order in
        guard let table = book.priceTables.firstIndex(where: { $0.keys == [.product] }),
          let product = order.lines.first?.product
        else { return false }
        let rows = book.priceTables[table].rows
        var changed = PriceRows(keyCount: 1)
        var hasChanged = false
        for index in 0..<rows.count {
          var row = rows[index]
          if row.key == [product], isHeld(row.validity, order, book),
            case .amount(let amount) = row.value
          {
            row.value = .amount(amount + 10_000)
            hasChanged = true
          }
          changed.append(row)
        }
        book.priceTables[table].rows = changed
        return hasChanged
      }
    ),
  ]

  /// The rows, none of which goes on after an instant; a cap is counted under a name with its end.
  static func ended(_ rows: PriceRows, at instant: Instant) -> PriceRows {
    var changed = PriceRows(keyCount: rows.count > 0 ? rows[0].key.count : 0)
    for index in 0..<rows.count {
      var row = rows[index]
      if row.cap == nil { row.validity.until = min(row.validity.until, instant) }
      changed.append(row)
    }
    return rows.count > 0 ? changed : rows
  }

  private static func isHeld(_ validity: Validity, _ order: Order, _ book: RuleBook) -> Bool {
    switch order.moment {
    case .instant(let instant): validity.contains(instant)
    case .date(let date): validity.contains(book.zone.start(of: date))
    }
  }
}
