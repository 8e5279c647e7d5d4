/// Common forms of offers that a row of `offers.csv` names (RULES.md N-006).
enum OfferShape: String, CaseIterable {
  case percentOff, amountOff, specialPrice, spendOff, everySpendOff, spendPercent, spendGift
  case everySpendGift, buyGift, buyGet, secondUnit, priceForMany, tiers, addOn, bundle, coupon

  /// What the trade calls it.
  var chinese: String {
    switch self {
    case .percentOff: "折扣"
    case .amountOff: "立减"
    case .specialPrice: "特价"
    case .spendOff: "满减"
    case .everySpendOff: "每满减"
    case .spendPercent: "满折"
    case .spendGift: "满赠"
    case .everySpendGift: "每满赠"
    case .buyGift: "买赠"
    case .buyGet: "买减"
    case .secondUnit: "第二件半价"
    case .priceForMany: "N元M件"
    case .tiers: "阶梯"
    case .addOn: "换购"
    case .bundle: "组合"
    case .coupon: "优惠券"
    }
  }

  static func named(_ text: String) -> OfferShape? {
    OfferShape(rawValue: text) ?? allCases.first { $0.chinese.utf8.elementsEqual(text.utf8) }
  }

  /// Columns without which it says nothing; of a list of lists one list is enough.
  var needed: [[String]] {
    switch self {
    case .percentOff: [["percentOff"]]
    case .amountOff: [["amountOff"]]
    case .specialPrice: [["price"]]
    case .spendOff: [["rungs"], ["from", "amountOff"]]
    case .everySpendOff: [["from", "amountOff"]]
    case .spendPercent: [["rungs"], ["from", "percentOff"]]
    case .spendGift, .everySpendGift: [["from", "gift", "giftQuantity"]]
    case .buyGift: [["buy", "giftQuantity"]]
    case .buyGet: [["buy", "get", "percentOff"]]
    case .secondUnit: [[]]
    case .priceForMany: [["buy", "price"]]
    case .tiers: [["rungs"]]
    case .addOn: [["gift", "giftQuantity", "price"]]
    case .bundle: [["items", "price"]]
    case .coupon: [["codes", "amountOff"], ["codes", "percentOff"]]
    }
  }

  /// Columns that may be there as well.
  var optional: [String] {
    switch self {
    case .percentOff, .specialPrice, .coupon: ["from", "measure", "unit"]
    case .amountOff: ["from", "measure", "unit", "per"]
    case .spendOff, .spendPercent, .tiers: ["measure", "unit"]
    case .everySpendOff: ["measure", "unit", "times"]
    case .spendGift: ["measure", "unit", "giftUnit"]
    case .everySpendGift: ["measure", "unit", "giftUnit", "times"]
    case .buyGift: ["gift", "giftUnit", "unit", "times"]
    case .buyGet, .priceForMany: ["times", "unit"]
    case .bundle: ["times"]
    case .secondUnit: ["percentOff", "times", "unit"]
    case .addOn: ["from", "measure", "unit", "giftUnit"]
    }
  }

  /// What `from` and `rungs` count where the row does not say.
  var measure: MeasureKind { self == .tiers ? .quantity() : .amount }

  /// Whether `unit` is also the unit of what the shape takes off.
  var hasOwnUnit: Bool { self == .amountOff || self == .specialPrice }

  /// Columns that only some shapes have.
  static let columns = [
    "from", "measure", "unit", "per", "percentOff", "amountOff", "price", "rungs", "times", "buy",
    "get", "gift", "giftQuantity", "giftUnit", "items",
  ]
}
