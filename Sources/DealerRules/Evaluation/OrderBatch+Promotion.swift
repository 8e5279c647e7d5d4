/// What orders state for promotions and agreements: coupons, choices and facts, all sparse.
struct PromotionColumns: Sendable {
  /// Codes of order o are `codes[start[o]..<start[o + 1]]`, as symbols of the offers' codes; −1 for
  /// one that no offer or condition knows.
  var codeStart: [Int32] = [0]
  var codes: [Int32] = []
  /// Codes that nothing knows, by order and place among its codes.
  var unknownCodes: [Int64: String] = [:]
  /// What offers have given, by order and offer.
  var use: [Int64: OfferUse] = [:]
  /// Thousandths of base units, by order and product.
  var stock: [Int64: Int64] = [:]
  /// Chosen product, by order and offer.
  var giftChoice: [Int64: Int32] = [:]
  /// What funds are asked to pay, by order and agreement (RULES.md A-011).
  var funds: [Int64: Int64] = [:]
  /// Who receives, by order and name of the attribute (RULES.md A-007).
  var receivers: [Int64: String] = [:]

  /// Stands for an unknown code that the order has stated before.
  static let statedBefore: Int32 = -2

  mutating func removeAll() {
    codeStart.removeAll(keepingCapacity: true)
    codeStart.append(0)
    codes.removeAll(keepingCapacity: true)
    if !unknownCodes.isEmpty { unknownCodes.removeAll(keepingCapacity: true) }
    use.removeAll(keepingCapacity: true)
    stock.removeAll(keepingCapacity: true)
    giftChoice.removeAll(keepingCapacity: true)
    funds.removeAll(keepingCapacity: true)
    receivers.removeAll(keepingCapacity: true)
  }

  /// Whether an order brings a code.
  func brings(_ code: Int32, _ order: Int32) -> Bool {
    for index in Int(codeStart[Int(order)])..<Int(codeStart[Int(order) + 1])
    where codes[index] == code {
      return true
    }
    return false
  }

  /// Appends what an order states; false where its facts name an offer that the book does not have,
  /// or count below zero (RULES.md X-006).
  mutating func append(_ order: Order, _ index: Int32, _ rules: CompiledRules) -> Bool {
    for (place, code) in order.coupons.enumerated() {
      let symbol = rules.offers.codes.index(of: code)
      // What no offer knows is reported once, however often the order states it (RULES.md O-002).
      let isAgain =
        symbol < 0
        && order.coupons[..<place].contains { IdentifierOrder.areEqual($0, code) }
      codes.append(isAgain ? PromotionColumns.statedBefore : symbol)
      if symbol < 0 { unknownCodes[OrderBatch.key(index, Int32(clamping: place))] = code }
    }
    codeStart.append(Int32(codes.count))
    var areGood = true
    for (id, use) in order.facts.offerUse {
      guard let offer = rules.offers.byID[id], use.isBelievable else {
        areGood = false
        continue
      }
      if offer >= 0 { self.use[OrderBatch.key(index, offer)] = use }
    }
    for (id, quantity) in order.facts.stock {
      let product = rules.catalog.products.index(of: id)
      guard product >= 0 else { continue }
      stock[OrderBatch.key(index, product)] = quantity
    }
    for (id, product) in order.giftChoices {
      guard let offer = rules.offers.byID[id], offer >= 0 else { continue }
      giftChoice[OrderBatch.key(index, offer)] = rules.catalog.products.index(of: product)
    }
    for (id, amount) in order.funds {
      guard let agreement = rules.agreements.byID[id] else { continue }
      funds[OrderBatch.key(index, agreement)] = amount
    }
    for (place, name) in rules.agreements.orderNames.enumerated() {
      switch order.attributes[name] {
      case .text(let receiver)?: receivers[OrderBatch.key(index, Int32(place))] = receiver
      case .number(let value)?:
        receivers[OrderBatch.key(index, Int32(place))] = Decimals.text(value, scale: Money.scale)
      case .flag?, .date?, nil: continue
      }
    }
    return areGood
  }
}

extension OfferUse {
  /// Nothing was given less than never (RULES.md X-006).
  fileprivate var isBelievable: Bool {
    uses >= 0 && usesByCustomer >= 0 && amount >= 0 && units >= 0
      && usesByCode.allSatisfy { $0.value >= 0 }
  }
}
