/// Lines that a guard refuses as too low.
struct GuardRefusal {
  /// Its lines, in ``GivingWayScratch/refusedLines``.
  var lines: Range<Int>
  /// The offers whose gifts are part of it, in ``GivingWayScratch/refusedGifts``.
  var gifts: Range<Int>
  /// The amount tested and its bound, in millionths.
  var given: Int64
  var bound: Int64
}

/// What a gift adds to what a guard counts on a line (RULES.md G-003), in millionths.
struct GiftShareOnLine {
  var offer: Int32
  var worth: Int64 = 0
  var paid: Int64 = 0
}

/// An offer without whose gift less would be missing of what a guard reports as too low.
struct BreachGift {
  /// The guard and the line that its reason names, −1 for the order.
  var guardrail: Int
  var line: Int32
  var offer: Int32
}

/// An offer that gave way to a guard (RULES.md G-015).
struct GivenWay {
  var offer: Int32
  /// −1 for the whole order.
  var line: Int32
  /// The round in which it did.
  var round: Int32
  /// What was left, and the bound: millionths.
  var given: Int64
  var bound: Int64

  /// What stands for the whole order first, then by line; on a line by offer.
  static func precedes(_ a: GivenWay, _ b: GivenWay) -> Bool {
    if a.line != b.line { return a.line < b.line }
    return a.offer == b.offer ? a.round < b.round : a.offer < b.offer
  }
}

/// What the promotion stage of an order starts from, beside what lines cost.
struct PromotionStart {
  var steps: Int
  var reasons: Int
  var uses: Int
  var traced: Int
  var sets: Int
}

/// Storage of offers that give way, kept from order to order (RULES.md G-015).
struct GivingWayScratch: Sendable {
  /// Whether refusals are collected, so that offers can give way.
  var isAsked = false
  /// Whether what gifts add is told beside guards' reasons.
  var isTraced = false
  /// Whether what gifts add is noted line by line.
  var notesGifts: Bool { isAsked || isTraced }
  /// What lines cost before the promotion stage.
  var running: [Int64] = []
  /// What guards refused of the order at hand as too low, with the lines and gifts of that.
  var refusals: [GuardRefusal] = []
  var refusedLines: [Int32] = []
  var refusedGifts: [Int32] = []
  /// What gifts add for the guard at work, chained by line.
  var giftShares: [GiftShareOnLine] = []
  var giftHead: [Int32] = []
  var giftBefore: [Int32] = []
  /// The same of the lines at hand, by offer.
  var giftSums: [GiftSum] = []
  /// What gave way so far, sorted; those for the whole order come first.
  var gaveWay: [GivenWay] = []
  var wholeCount = 0
  /// What gives way in the round at hand: for lines, chained by line, and the offers that do so for
  /// the whole order.
  var fresh: [GivenWay] = []
  var freshHead: [Int32] = []
  var freshBefore: [Int32] = []
  var freshWhole: [Int32] = []

  /// What gave way before something was tried to come back, the offers of it, and lines that were
  /// refused then.
  var kept: [GivenWay] = []
  var returning: [Int32] = []
  var isRefused: [Bool] = []

  /// The steps of offers, chained by line.
  var stepHead: [Int32] = []
  var stepBefore: [Int32] = []
  /// What each offer took off the lines of a refusal, and which offers these are.
  var taken: [Int128] = []
  var isTaker: [Bool] = []
  var takers: [Int32] = []

  /// The candidates of the order with their lines, packed and sorted, and where each offer begins.
  var contenders: [Int64] = []
  var heads: [Int32] = []
  /// Whether an offer competes, and whether it applied at first or would by itself, as far as that
  /// was asked; whether anything was worked out for that.
  var competing: [Answer] = []
  var applying: [Answer] = []
  var hasRehearsed = false
  /// What stood in the workspace while the candidates were gathered again.
  var candidates: [Int32] = []
  var lineEnd: [Int32] = []
  var chargeCandidates: [Int64] = []
  var given: [PendingGift] = []

  struct GiftSum: Sendable {
    var offer: Int32
    var worth: Int128
    var paid: Int128
  }

  enum Answer: UInt8, Sendable { case unasked, yes, no }

  /// Begins an order.
  mutating func begin(asks: Bool) {
    isAsked = asks
    hasRehearsed = false
    guard !gaveWay.isEmpty else { return }
    forgetGivenWay()
  }

  mutating func forgetGivenWay() {
    gaveWay.removeAll(keepingCapacity: true)
    wholeCount = 0
  }

  mutating func forgetRefusals() {
    refusals.removeAll(keepingCapacity: true)
    refusedLines.removeAll(keepingCapacity: true)
    refusedGifts.removeAll(keepingCapacity: true)
  }

  // MARK: Gifts

  /// Begins a guard: no gift adds anything yet.
  mutating func clearGifts(_ lines: Int) {
    giftShares.removeAll(keepingCapacity: true)
    giftBefore.removeAll(keepingCapacity: true)
    giftHead.removeAll(keepingCapacity: true)
    for _ in 0..<lines { giftHead.append(-1) }
  }

  /// Notes what a gift adds on a line.
  mutating func note(_ share: GiftShareOnLine, on line: Int32) {
    guard notesGifts, share.worth != 0 || share.paid != 0 else { return }
    giftBefore.append(giftHead[Int(line)])
    giftHead[Int(line)] = Int32(giftShares.count)
    giftShares.append(share)
  }

  /// Sums what gifts add on some lines by their offers.
  mutating func sumGifts(_ lines: [Int32]) {
    giftSums.removeAll(keepingCapacity: true)
    for line in lines {
      var index = giftHead[Int(line)]
      while index >= 0 {
        let share = giftShares[Int(index)]
        index = giftBefore[Int(index)]
        let place = giftSums.firstIndex { $0.offer == share.offer } ?? giftSums.count
        if place == giftSums.count {
          giftSums.append(GiftSum(offer: share.offer, worth: 0, paid: 0))
        }
        giftSums[place].worth += Int128(share.worth)
        giftSums[place].paid += Int128(share.paid)
      }
    }
  }

  /// Begins a round: nothing gives way yet.
  mutating func beginRound(_ lines: Int) {
    fresh.removeAll(keepingCapacity: true)
    freshBefore.removeAll(keepingCapacity: true)
    freshWhole.removeAll(keepingCapacity: true)
    freshHead.removeAll(keepingCapacity: true)
    for _ in 0..<lines { freshHead.append(-1) }
  }

  /// Lets an offer give way in the round at hand.
  mutating func add(_ given: GivenWay) {
    if given.line < 0 {
      freshWhole.append(given.offer)
      freshBefore.append(-1)
    } else {
      freshBefore.append(freshHead[Int(given.line)])
      freshHead[Int(given.line)] = Int32(fresh.count)
    }
    fresh.append(given)
  }

  /// Puts what gives way in a round beside what did so before.
  mutating func endRound() {
    gaveWay.append(contentsOf: fresh)
    gaveWay.sort(by: GivenWay.precedes)
    var kept = 0
    for index in gaveWay.indices {
      // An offer may have to give way on a line with others again.
      if kept > 0, gaveWay[kept - 1].line == gaveWay[index].line,
        gaveWay[kept - 1].offer == gaveWay[index].offer
      {
        continue
      }
      gaveWay[kept] = gaveWay[index]
      kept += 1
    }
    gaveWay.removeSubrange(kept...)
    countWhole()
  }

  mutating func countWhole() {
    wholeCount = 0
    while wholeCount < gaveWay.count, gaveWay[wholeCount].line < 0 { wholeCount += 1 }
  }

  // MARK: What comes back

  /// Keeps what gives way.
  mutating func keep() {
    kept.removeAll(keepingCapacity: true)
    kept.append(contentsOf: gaveWay)
  }

  /// Lists the offers of what was kept in their order.
  mutating func listReturning() {
    returning.removeAll(keepingCapacity: true)
    for given in kept { returning.append(given.offer) }
    returning.sort()
    var count = 0
    for index in returning.indices
    where count == 0 || returning[count - 1] != returning[index] {
      returning[count] = returning[index]
      count += 1
    }
    returning.removeSubrange(count...)
  }

  /// Lets everything that was kept give way but one offer, −1 for none; with `onRefused` that offer
  /// still does on lines that were refused.
  mutating func giveWay(but offer: Int32, onRefused: Bool = false) {
    gaveWay.removeAll(keepingCapacity: true)
    for given in kept
    where given.offer != offer || onRefused && given.line >= 0 && isRefused[Int(given.line)] {
      gaveWay.append(given)
    }
    countWhole()
  }

  /// Notes which lines guards refuse.
  mutating func markRefused(_ lines: Int) {
    isRefused.removeAll(keepingCapacity: true)
    for _ in 0..<lines { isRefused.append(false) }
    for line in refusedLines { isRefused[Int(line)] = true }
  }

  /// Whether some, not all, of the lines on which an offer gave way are refused.
  func isRefusedInPart(_ offer: Int32) -> Bool {
    var refused = false
    var open = false
    for given in kept where given.offer == offer && given.line >= 0 {
      if isRefused[Int(given.line)] { refused = true } else { open = true }
    }
    return refused && open
  }

  /// Whether what was kept is, without an offer, what gave way before the last round, which is
  /// known to be refused.
  func wasRefused(without offer: Int32) -> Bool {
    var last: Int32 = 0
    for given in kept { last = max(last, given.round) }
    return kept.allSatisfy { ($0.round == last) == ($0.offer == offer) }
  }

  /// Where what gave way on a line begins.
  func firstGivenWay(on line: Int32) -> Int {
    var low = wholeCount
    var high = gaveWay.count
    while low < high {
      let middle = (low + high) / 2
      if gaveWay[middle].line < line { low = middle + 1 } else { high = middle }
    }
    return low
  }

  // MARK: What was taken

  /// Counts nothing taken of any offer.
  mutating func clearTaken(_ offers: Int) {
    while taken.count < offers {
      taken.append(0)
      isTaker.append(false)
    }
    for offer in takers {
      taken[Int(offer)] = 0
      isTaker[Int(offer)] = false
    }
    takers.removeAll(keepingCapacity: true)
  }

  /// Counts what an offer took off the lines.
  mutating func take(_ offer: Int32, _ amount: Int128) {
    if !isTaker[Int(offer)] {
      isTaker[Int(offer)] = true
      takers.append(offer)
    }
    taken[Int(offer)] += amount
  }

  // MARK: Candidates

  /// Begins to gather the candidates of an order.
  mutating func clearContenders(_ offers: Int) {
    contenders.removeAll(keepingCapacity: true)
    while competing.count < offers {
      competing.append(.unasked)
      applying.append(.unasked)
    }
    for index in competing.indices {
      competing[index] = .unasked
      applying[index] = .unasked
    }
  }

  /// Sorts the candidates gathered and finds where each offer begins.
  mutating func sortContenders() {
    contenders.sort()
    heads.removeAll(keepingCapacity: true)
    for index in contenders.indices
    where index == 0 || contenders[index] >> 32 != contenders[index - 1] >> 32 {
      heads.append(Int32(index))
    }
  }

  /// Leaves out offers that are known not to compete.
  mutating func dropIdle() {
    contenders.removeAll { competing[Int($0 >> 32)] == .no }
    sortContenders()
  }

  /// The lines of an offer, as packed keys; empty for none.
  func lines(of offer: Int32) -> ArraySlice<Int64> {
    var low = 0
    var high = heads.count
    while low < high {
      let middle = (low + high) / 2
      if self.offer(middle) < offer { low = middle + 1 } else { high = middle }
    }
    guard low < heads.count, self.offer(low) == offer else { return [] }
    let end = low + 1 < heads.count ? Int(heads[low + 1]) : contenders.count
    return contenders[Int(heads[low])..<end]
  }

  /// The offer of the candidates by its place.
  func offer(_ place: Int) -> Int32 {
    Int32(truncatingIfNeeded: contenders[Int(heads[place])] >> 32)
  }

  /// Whether two offers have a line together.
  func meet(_ a: Int32, _ b: Int32) -> Bool {
    let left = lines(of: a)
    let right = lines(of: b)
    var first = left.startIndex
    var second = right.startIndex
    while first < left.endIndex, second < right.endIndex {
      let one = Int32(truncatingIfNeeded: left[first])
      let other = Int32(truncatingIfNeeded: right[second])
      if one == other { return true }
      if one < other { first += 1 } else { second += 1 }
    }
    return false
  }
}
