// Tests that no order passes, or that every order does (RULES.md R-020 … R-024).
extension CheckCompiler {
  mutating func refuseContradictions(_ check: OrderCheck) {
    switch check.test {
    case .require(let condition):
      if condition == .always { mismatch(check, "requires nothing", "require") }
    case .quantity(let bounds):
      if !CheckCompiler.canBeMet(bounds) {
        mismatch(check, "lets no quantity pass", "quantity")
      }
    case .assortment(let goods):
      if goods.isEmpty || goods.contains(where: { $0.quantity <= .zero }) {
        mismatch(check, "asks for no goods", "assortment")
      }
    case .unusual(let usual):
      if let above = usual.above, let below = usual.below, above < below {
        mismatch(check, "finds every quantity unusual", "unusual")
      }
    case .transfers(let bounds):
      // Goods change hands once at least.
      let isLeftOut = bounds.uncounted > 0 && bounds.control < .one
      if bounds.most == 0, !isLeftOut { mismatch(check, "lets no transfer pass", "transfers") }
    case .stock, .shelfLife, .duplicate: break
    }
  }

  /// Whether some quantity lies within the bounds and is a whole multiple.
  private static func canBeMet(_ bounds: QuantityBounds) -> Bool {
    guard let most = bounds.most?.thousandths, most > 0 else { return true }
    let least = bounds.least?.thousandths ?? 0
    guard let multiple = bounds.multiple?.thousandths, multiple > 0 else { return least <= most }
    let largest = most - most % multiple
    return largest > 0 && least <= largest
  }
}
