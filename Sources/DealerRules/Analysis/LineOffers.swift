/// What offers by the line may leave of a product's price, whoever orders it: a guess that only
/// chooses what is looked at (RULES.md U-025).
struct LineOffers {
  private let products: SymbolTable
  private let classes: [Int32]
  /// For each class of products the cuts per line or unit that are open to it.
  private let cuts: [[CutTerms]]
  /// For each class how many offers are open to it.
  private let counts: [Int]

  init(_ rules: CompiledRules) {
    let table = rules.offers
    products = rules.catalog.products
    classes = table.products.classes
    let words = max(table.words, 1)
    var cuts: [[CutTerms]] = []
    var counts: [Int] = []
    for start in stride(from: 0, to: table.products.bits.count, by: words) {
      var own: [CutTerms] = []
      var count = 0
      for word in 0..<words {
        var bits = table.products.bits[start + word]
        count += bits.nonzeroBitCount
        while bits != 0 {
          let offer = word << 6 | bits.trailingZeroBitCount
          bits &= bits - 1
          let terms = table.terms[offer]
          if terms.kind == .cut, terms.per != .order, own.count < LineOffers.most {
            own.append(table.cut[offer])
          }
        }
      }
      cuts.append(own)
      counts.append(count)
    }
    (self.cuts, self.counts) = (cuts, counts)
  }

  /// Cuts of a class looked at most.
  private static let most = 64

  private func kind(of product: Product) -> Int? {
    let index = Int(products.index(of: product.id))
    guard classes.indices.contains(index), cuts.indices.contains(Int(classes[index])) else {
      return nil
    }
    return Int(classes[index])
  }

  /// How many offers are open to a product.
  func count(of product: Product) -> Int { kind(of: product).map { counts[$0] } ?? 0 }

  /// The least that one offer leaves of an amount for one unit, in millionths.
  func least(_ amount: Int64, of product: Product) -> Int64 {
    guard let kind = kind(of: product) else { return amount }
    return cuts[kind].reduce(amount) { least, cut in
      let left: Int64 =
        switch cut.kind {
        case .percentOff:
          Int64(clamping: Int128(amount) - Int128(amount) * Int128(cut.value) / 1_000_000)
        case .amountOff: Int64(clamping: Int128(amount) - Int128(min(cut.value, amount)))
        case .fixedPrice: cut.value
        }
      return min(least, left)
    }
  }
}
