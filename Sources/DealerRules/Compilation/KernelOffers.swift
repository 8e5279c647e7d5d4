/// Offers of plain phases as hot columns and bits (RULES.md O-001 … O-018).
///
/// Offers have places of their own here: those of one class together, so that a word of bits is of
/// one class, and in a class those of one product scope, so that a product has few words.
struct KernelOffers: Sendable {
  /// What is done with an offer; each begins a word of its own.
  enum Class: Int, Sendable, CaseIterable {
    /// A cut on lines by themselves.
    case cut
    /// A gift of each line's own product.
    case gift
    /// The same with a threshold over the order's lines.
    case boundedCut, boundedGift
    /// An amount off the order.
    case order
    /// Anything else: an order with such a candidate is left to the general executor.
    case unusual
  }

  /// How a cut takes off; beside its slot in ``hot``.
  static let percent = 0
  static let amount = 1

  /// Words of each class: `wordStart[class]..<wordStart[class + 1]`.
  private(set) var wordStart: [Int] = []
  /// Words of all classes.
  private(set) var words = 0
  /// The most order offers that an order can have.
  var mostOfOrders: Int {
    64 * (wordStart[Class.unusual.rawValue] - wordStart[Class.order.rawValue])
  }

  // By place.
  /// The value above 16 bits; below them the slot, times two, plus 1 for an amount.
  private(set) var hot: ContiguousArray<Int64> = []
  /// The offer in the order of O-007.
  private(set) var offer: ContiguousArray<Int32> = []
  /// Steps that the offer's lines must reach at list, or what is left of them for an order class.
  private(set) var least: ContiguousArray<Int64> = []
  /// Base units that earn a gift, and thousandths of base units that it gives.
  private(set) var every: ContiguousArray<Int64> = []
  private(set) var given: ContiguousArray<Int64> = []
  /// The threshold counts list amounts, although it stands in an order phase.
  private(set) var countsList: ContiguousArray<Bool> = []
  /// The general executor would run the offer's phase offer by offer, so steps stand that way.
  private(set) var isByOffer: ContiguousArray<Bool> = []

  /// Phases by slot, for each of lines, gifts and orders.
  private(set) var linePhases: [Int32] = []
  private(set) var giftPhases: [Int32] = []
  private(set) var orderPhases: [Int32] = []
  /// Gifts of a slot weigh by what they give; otherwise the first one wins.
  private(set) var giftsWeigh: [Bool] = []
  /// Who takes what is left over in an order slot.
  private(set) var remainders: [RemainderRule] = []

  // Bits.
  let index: KernelIndex
  /// Some offer gives goods of its own, so that lines carry them.
  let givesOwnGoods: Bool

  /// `nil` where the index has more bits than are kept.
  init?(_ rules: CompiledParts, step: Int64) {
    givesOwnGoods = rules.offers.givesOwnGoods
    var sorter = KernelOfferSorter(rules, step: step)
    sorter.sort()
    var place = [Int32](repeating: -1, count: rules.offers.count)
    var next: Int32 = 0
    wordStart = [0]
    for rows in sorter.classes {
      for row in rows {
        place[Int(row.offer)] = next
        next += 1
      }
      next = (next + 63) & ~63
      wordStart.append(Int(next) / 64)
    }
    words = Int(next) / 64
    guard let index = KernelIndex(rules, place, wordStart) else { return nil }
    self.index = index
    linePhases = sorter.linePhases
    giftPhases = sorter.giftPhases
    orderPhases = sorter.orderPhases
    giftsWeigh = sorter.giftsWeigh
    remainders = sorter.remainders
    for rows in sorter.classes {
      for row in rows {
        append(row, isByOffer: !rules.offers.terms[Int(row.offer)].isLineLocal)
      }
      // Padding stands for no offer; no bit of it is ever set.
      while offer.count & 63 != 0 { append(KernelOfferSorter.Row(offer: -1), isByOffer: false) }
    }
  }

  private mutating func append(_ row: KernelOfferSorter.Row, isByOffer: Bool) {
    offer.append(row.offer)
    hot.append(row.value << 16 | Int64(row.slot << 1 | row.form))
    least.append(row.least)
    every.append(row.every)
    given.append(row.given)
    countsList.append(row.countsList)
    self.isByOffer.append(isByOffer)
  }
}
