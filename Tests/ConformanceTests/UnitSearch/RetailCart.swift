import DealerRules
import TestSupport

/// A small cart with offers on lines beside multi-buys, placed as the preset `retail-safe` does.
struct RetailCart {
  /// An offer on the lines of some products; amounts in cents.
  struct LineOffer {
    var products: [Int]
    var saving: SmallCart.Saving
  }

  var cart: SmallCart
  var lineOffers: [LineOffer] = []

  init(seed: UInt64) {
    cart = SmallCart(seed: seed)
    // Caps per line are no part of the search.
    for deal in cart.deals.indices { cart.deals[deal].mostPerLine = nil }
    var random = SplitMix64(seed: seed ^ 0x5EED)
    let savings: [SmallCart.Saving] = [
      .percent(10), .percent(25), .percent(45), .percent(60), .amountPerUnit(300),
      .pricePerUnit(500),
    ]
    for _ in 0...random.below(3) {
      let some = (0..<SmallCart.productCount).filter { _ in random.below(2) == 0 }
      lineOffers.append(LineOffer(products: some, saving: savings[random.below(savings.count)]))
    }
  }

  /// What the best offer on each line takes off it, in cents.
  private var lineSavings: [Int] {
    cart.lines.map { line in
      let price = cart.prices[line.product]
      let each = lineOffers.filter { $0.products.contains(line.product) }.map { offer in
        switch offer.saving {
        case .percent(let rate): price * rate / 100
        case .amountPerUnit(let cents): min(cents, price)
        case .pricePerUnit(let cents): max(price - cents, 0)
        case .amountPerSet, .pricePerSet: 0
        }
      }
      return line.units * (each.max() ?? 0)
    }
  }

  /// The most cents that offers on lines and sets take off together: every choice of the lines
  /// that keep their own offer is tried, with every sharing of the units off the other lines.
  func best() -> Int {
    let savings = lineSavings
    let lines = savings.indices.filter { savings[$0] > 0 }
    let open = BestSharing(cart)
    return (0..<1 << lines.count).reduce(0) { most, mask in
      let own = lines.enumerated().filter { mask & 1 << $0.offset != 0 }.map(\.element)
      var sharing = open
      sharing.close(Set(own))
      return max(most, sharing.best() + own.reduce(0) { $0 + savings[$1] })
    }
  }

  /// The same as a book.
  var book: RuleBook {
    var book = cart.book
    book.phases = Preset.retailSafe.phases
    for index in book.offers.indices {
      book.offers[index].phase = "line"
      book.offers[index].group = "multibuy"
      book.offers[index].combination.tags = ["multibuy"]
      book.offers[index].combination.combinesWith = ["multibuy"]
    }
    for (number, offer) in lineOffers.enumerated() {
      book.offers.append(RetailCart.stated(offer, number))
    }
    return book
  }

  private static func stated(_ lineOffer: LineOffer, _ number: Int) -> Offer {
    let (cut, scope): (Cut, CutScope) =
      switch lineOffer.saving {
      case .percent(let rate): (.percentOff(Shop.rate("\(rate)%")), .line)
      case .amountPerUnit(let cents), .amountPerSet(let cents):
        (.amountOff(Int64(cents) * 10_000), .unit)
      case .pricePerUnit(let cents), .pricePerSet(let cents):
        (.fixedPrice(Int64(cents) * 10_000), .unit)
      }
    var offer = Offer(
      id: "line\(number)", phase: "line", group: "best", benefit: .cut(cut, per: scope))
    offer.when = .test(.product, .isIn(lineOffer.products.map { "P\($0)" }))
    return offer
  }
}
