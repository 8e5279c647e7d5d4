extension CompiledRules {
  /// What goods given on top of an order cost beyond what is charged for them, in millionths of the
  /// book's currency; `nil` where they are carved out of a line, or their cost is not known
  /// (RULES.md U-026).
  func costOnTop(of gift: GiftRecord) -> Int128? {
    guard !gift.isInclusive, let cost = catalog.goodsCost(of: Int(gift.product)) else {
      return nil
    }
    return Int128(cost) * Int128(gift.quantity) / 1000 - Int128(gift.price)
  }
}
