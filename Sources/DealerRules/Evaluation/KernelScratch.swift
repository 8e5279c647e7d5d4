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
  var keys: ContiguousArray<Int32> = []
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
  /// Base units.
  var units: ContiguousArray<Int32> = []
  /// The order of a line, counted in the block.
  var owner: ContiguousArray<Int32> = []
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
  var giftCount = 0

  // Prices: lines that no table has priced yet, those that the table at work has, and their rows.
  var todo: ContiguousArray<Int32> = []
  var foundLine: ContiguousArray<Int32> = []
  var foundKey: ContiguousArray<Int32> = []
  /// Rows of each order's party in the table at work; −1 of them where there is no party.
  var rowFirst: ContiguousArray<Int32> = []
  var rowCount: ContiguousArray<Int32> = []
  /// Where the words of each order's party begin in the filter of the table at work.
  var filterFirst: ContiguousArray<Int32> = []
  /// What was read ahead, added up so that it is read at all.
  var fetched: Int32 = 0

  // Candidates of the block, line after line: plain cuts, order offers, and those between.
  var hits: ContiguousArray<Hit> = []
  var middleHits: ContiguousArray<Hit> = []
  var orderHits: ContiguousArray<Hit> = []
  var found = HitCounts()
  /// Candidates of all of them, and whether orders have left to the general executor since.
  var matched = 0
  var hasLeft = false

  // By place of an offer.
  /// The order that wrote the sum or the lines of a place last, as its number in this scratch.
  var stamp: ContiguousArray<Int64> = []
  var sum: ContiguousArray<Int64> = []
  /// Which of the order offers at hand a place is.
  var entryOf: ContiguousArray<Int32> = []
  var serial: Int64 = 0

  // Order offers of the order at hand: their places, what their lines come to beyond the
  // threshold (then which of them may reach it), and these lines as bits.
  var touched: ContiguousArray<Int32> = []
  var touchedExcess: ContiguousArray<Int64> = []
  var lineBits: ContiguousArray<UInt64> = []

  /// Bits that all lines of the order at hand share.
  var eligible: ContiguousArray<UInt64> = []

  // Gifts of the block: offer, line in the block, thousandths of base units.
  var gifts: ContiguousArray<KernelGift> = []

  // Steps of the block, where they are recorded; in millionths.
  var recordsSteps = false
  var steps: ContiguousArray<Step> = []
  /// How many of ``steps`` are the block's.
  var stepCount = 0
  /// Bounded cuts that hold, with the line in the block and the place of each.
  var reachedLines: ContiguousArray<Int32> = []
  var reachedPlaces: ContiguousArray<Int32> = []
  /// What a base unit of each line costs, in millionths.
  var unitPrice: ContiguousArray<Int64> = []
  /// What each slot of a line took and on what, in four cells: what is left of the line, the least
  /// product of it and a rate that takes as much, base units, what was taken.
  var taken: ContiguousArray<Int64> = []
  /// Slots of each line that took something.
  var cutSlots: ContiguousArray<UInt64> = []
  /// Whose cut a slot took: the offer in the order of O-007, times two, plus 1 for an amount.
  var winner: ContiguousArray<Int32> = []
  /// What was left of the lines of the order at hand before an order offer.
  var netBefore: ContiguousArray<Int64> = []
  /// Slots in which some candidate of an order runs offer by offer.
  var byOffer: ContiguousArray<UInt64> = []

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
    KernelScratch.grow(&rowFirst, orders.count, 0)
    KernelScratch.grow(&rowCount, orders.count, 0)
    KernelScratch.grow(&filterFirst, orders.count, 0)
    KernelScratch.grow(&byOffer, orders.count, 0)
    KernelScratch.grow(&lineStart, orders.count + 1, 0)
    KernelScratch.grow(&giftStart, orders.count + 1, 0)
    KernelScratch.grow(&stepStart, orders.count + 1, 0)
    KernelScratch.grow(&listOut, orders.count, 0)
    KernelScratch.grow(&netOut, orders.count, 0)
    KernelScratch.grow(&outcomeOut, orders.count, 0)
    KernelScratch.grow(&lineListOut, lines, 0)
    KernelScratch.grow(&lineNetOut, lines, 0)
    KernelScratch.grow(&product, lines, 0)
    KernelScratch.grow(&units, lines, 0)
    KernelScratch.grow(&owner, lines, 0)
    KernelScratch.grow(&todo, lines + 1, 0)
    KernelScratch.grow(&foundLine, lines + 1, 0)
    KernelScratch.grow(&foundKey, lines + 1, 0)
    KernelScratch.grow(&list, lines, 0)
    KernelScratch.grow(&net, lines, 0)
    KernelScratch.grow(&band, lines, -1)
    KernelScratch.grow(&isProtected, lines, false)
    KernelScratch.grow(&free, lines, 0)
    KernelScratch.grow(&mask, lines, 0)
    KernelScratch.grow(&best, lines * offers.linePhases.count * 2, 0)
    KernelScratch.grow(&giftUnits, lines * offers.giftPhases.count, 0)
    KernelScratch.grow(&giftPlace, lines * offers.giftPhases.count, -1)
    KernelScratch.grow(&giftCells, lines * offers.giftPhases.count, 0)
    if steps {
      KernelScratch.grow(&unitPrice, lines, 0)
      KernelScratch.grow(&taken, lines * offers.linePhases.count * 4, 0)
      KernelScratch.grow(&cutSlots, lines, 0)
      KernelScratch.grow(&winner, lines * offers.linePhases.count, .max)
    }
    if stamp.count < offers.offer.count {
      KernelScratch.grow(&stamp, offers.offer.count, -1)
      KernelScratch.grow(&sum, offers.offer.count, 0)
      KernelScratch.grow(&entryOf, offers.offer.count, 0)
    }
    if eligible.count != offers.words {
      eligible = ContiguousArray(repeating: 0, count: offers.words)
    }
    gifts.removeAll(keepingCapacity: true)
    stepCount = 0
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
