/// The columns of the block at work, kept from block to block.
struct KernelScratch: Sendable {
  /// What becomes of an order.
  enum Fate: UInt8, Sendable {
    case priced
    /// A territory or a missing license blocks it.
    case blocked
    /// The general executor evaluates it.
    case general
  }

  // Orders of the block.
  var fate: ContiguousArray<Fate> = []
  var lineStart: ContiguousArray<Int32> = [0]
  /// Lines without a price so far.
  var unpriced: ContiguousArray<Int32> = []
  var keys: ContiguousArray<Int32> = []
  var offers: ContiguousArray<Int32> = []
  var giftStart: ContiguousArray<Int32> = [0]
  var stepStart: ContiguousArray<Int32> = [0]

  // What is written out of orders, in millionths.
  var listOut: ContiguousArray<Int64> = []
  var netOut: ContiguousArray<Int64> = []
  var outcomeOut: ContiguousArray<UInt8> = []
  /// List and net of each line, in millionths.
  var lineListOut: ContiguousArray<Int64> = []
  var lineNetOut: ContiguousArray<Int64> = []

  // Lines of the block; amounts in steps.
  var product: ContiguousArray<Int32> = []
  var units: ContiguousArray<Int64> = []
  var list: ContiguousArray<Int64> = []
  var net: ContiguousArray<Int64> = []
  var band: ContiguousArray<Int32> = []
  var isProtected: ContiguousArray<Bool> = []
  /// Thousandths of base units of its own product that a line earned.
  var free: ContiguousArray<Int64> = []

  // Cuts: two cells for each slot of a line, the best rate and the best amount; all zero between
  // orders.
  var best: ContiguousArray<Int32> = []
  /// Slots of a line that have a cut.
  var mask: ContiguousArray<UInt64> = []

  // Gifts: a cell for each slot of a line, zero between orders.
  var giftUnits: ContiguousArray<Int64> = []
  var giftPlace: ContiguousArray<Int32> = []
  /// Lines with a gift, a cell number each, of the order at hand.
  var giftCells: ContiguousArray<Int32> = []

  // Candidates of the block, line after line: those of order o are
  // `hits[hitStart[o]..<hitStart[o + 1]]`.
  var hitStart: ContiguousArray<Int32> = [0]
  var hits: ContiguousArray<Hit> = []
  /// Those of the order at hand that are no plain cuts.
  var later: ContiguousArray<Hit> = []

  // By place of an offer.
  /// The order that wrote the sum or the lines of a place last, as its number in this scratch.
  var stamp: ContiguousArray<Int64> = []
  var sum: ContiguousArray<Int64> = []
  var slotOf: ContiguousArray<Int32> = []
  var serial: Int64 = 0

  // Order offers of the order at hand: their places, and the lines of each as bits.
  var touched: ContiguousArray<Int32> = []
  var lineBits: ContiguousArray<UInt64> = []

  /// Bits that all lines of the order at hand share.
  var eligible: ContiguousArray<UInt64> = []

  // Gifts of the block: offer, line in the block, thousandths of base units.
  var gifts: ContiguousArray<KernelGift> = []

  // Steps of the block, where they are recorded; amounts in steps of the rounding.
  var recordsSteps = false
  var steps: ContiguousArray<Step> = []
  /// Cuts of the order at hand that hold: line in the block and place.
  var cutLines: ContiguousArray<Int32> = []
  var cutPlaces: ContiguousArray<Int32> = []
  /// What each slot of a line took, on what, and whose; two cells for each.
  var taken: ContiguousArray<Int64> = []
  var winner: ContiguousArray<Int32> = []
  /// Slots in which some candidate of the order at hand runs offer by offer.
  var byOffer: UInt64 = 0

  var allocator = Allocator()

  /// Makes room for the columns of a block.
  mutating func begin(
    _ program: KernelProgram, _ batch: borrowing OrderBatch, _ orders: Range<Int>, steps: Bool
  ) {
    recordsSteps = steps
    let offers = program.offers
    let first = batch.lineStart[orders.lowerBound]
    let lines = Int(batch.lineStart[orders.upperBound] - first)
    KernelScratch.grow(&fate, orders.count, .general)
    KernelScratch.grow(&keys, orders.count, 0)
    KernelScratch.grow(&unpriced, orders.count, 0)
    KernelScratch.grow(&self.offers, orders.count, 0)
    KernelScratch.grow(&lineStart, orders.count + 1, 0)
    KernelScratch.grow(&hitStart, orders.count + 1, 0)
    KernelScratch.grow(&giftStart, orders.count + 1, 0)
    KernelScratch.grow(&stepStart, orders.count + 1, 0)
    KernelScratch.grow(&listOut, orders.count, 0)
    KernelScratch.grow(&netOut, orders.count, 0)
    KernelScratch.grow(&outcomeOut, orders.count, 0)
    KernelScratch.grow(&lineListOut, lines, 0)
    KernelScratch.grow(&lineNetOut, lines, 0)
    KernelScratch.grow(&product, lines, 0)
    KernelScratch.grow(&units, lines, 0)
    KernelScratch.grow(&list, lines, 0)
    KernelScratch.grow(&net, lines, 0)
    KernelScratch.grow(&band, lines, -1)
    KernelScratch.grow(&isProtected, lines, false)
    KernelScratch.grow(&free, lines, 0)
    KernelScratch.grow(&mask, lines, 0)
    KernelScratch.grow(&best, lines * offers.linePhases.count * 2, 0)
    KernelScratch.grow(&giftUnits, lines * offers.giftPhases.count, 0)
    KernelScratch.grow(&giftPlace, lines * offers.giftPhases.count, -1)
    if steps {
      KernelScratch.grow(&taken, lines * offers.linePhases.count * 2, 0)
      KernelScratch.grow(&winner, lines * offers.linePhases.count, -1)
    }
    if stamp.count < offers.offer.count {
      KernelScratch.grow(&stamp, offers.offer.count, -1)
      KernelScratch.grow(&sum, offers.offer.count, 0)
      KernelScratch.grow(&slotOf, offers.offer.count, 0)
    }
    if eligible.count != offers.words {
      eligible = ContiguousArray(repeating: 0, count: offers.words)
    }
    for order in 0...orders.count {
      lineStart[order] = batch.lineStart[orders.lowerBound + order] - first
    }
    gifts.removeAll(keepingCapacity: true)
    self.steps.removeAll(keepingCapacity: true)
  }

  /// Lets a column hold at least so many cells; half as many again, so that it seldom moves.
  static func grow<Element>(
    _ column: inout ContiguousArray<Element>, _ count: Int, _ value: Element
  ) {
    guard column.count < count else { return }
    column.append(contentsOf: repeatElement(value, count: count + count / 2 - column.count))
  }
}

/// Free goods of a line.
struct KernelGift: Sendable {
  var offer: Int32
  /// Position in the block.
  var line: Int32
  /// Thousandths of base units.
  var quantity: Int64

  /// By offer, then line.
  func precedes(_ other: KernelGift) -> Bool {
    offer != other.offer ? offer < other.offer : line < other.line
  }
}
