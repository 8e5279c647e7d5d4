/// Sorts offers into the classes that the kernel knows; what fits none is unusual.
struct KernelOfferSorter {
  /// An offer reduced to numbers.
  struct Row {
    var offer: Int32
    var slot = 0
    var form = 0
    var value: Int64 = 0
    var least: Int64 = 0
    var every: Int64 = 1
    var given: Int64 = 0
    var countsList = false
  }

  private let rules: CompiledParts
  private let step: Int64
  private(set) var classes = Array(repeating: [Row](), count: KernelOffers.Class.allCases.count)
  private(set) var linePhases: [Int32] = []
  private(set) var giftPhases: [Int32] = []
  private(set) var orderPhases: [Int32] = []
  private(set) var giftsWeigh: [Bool] = []
  private(set) var remainders: [RemainderRule] = []
  /// Of each phase the group and class of its first plain offer.
  private var groups: [Int32]
  private var kinds: [KernelOffers.Class?]

  init(_ rules: CompiledParts, step: Int64) {
    self.rules = rules
    self.step = step
    groups = Array(repeating: -1, count: rules.offers.phases.count)
    kinds = Array(repeating: nil, count: rules.offers.phases.count)
  }

  mutating func sort() {
    for offer in 0..<rules.offers.count {
      // Without its code it is nobody's, and orders with codes are left to the general executor.
      guard rules.offers.terms[offer].codes.isEmpty else { continue }
      let (kind, row) = sorted(offer)
      classes[kind.rawValue].append(row)
    }
    let node = rules.offers.productNode
    for kind in classes.indices {
      classes[kind].sort { a, b in
        let (x, y) = (node[Int(a.offer)], node[Int(b.offer)])
        return x != y ? x < y : a.offer < b.offer
      }
    }
  }

  private mutating func sorted(_ offer: Int) -> (KernelOffers.Class, Row) {
    let unusual = (KernelOffers.Class.unusual, Row(offer: Int32(offer)))
    let phase = Int(rules.offers.phase[offer])
    let group = rules.offers.group[offer]
    guard isPlain(rules.offers.phases[phase]), isPlain(rules.offers.terms[offer]), group >= 0,
      rules.offers.groups[Int(group)].choice == .best, groups[phase] < 0 || groups[phase] == group,
      KernelIndex.isPlain(rules.offers.restNode[offer], rules.conditions),
      let (kind, row) = reduced(offer, phase, rules.offers.groups[Int(group)]),
      kinds[phase] == nil || kinds[phase] == kind,
      let slot = slot(kind, phase, rules.offers.groups[Int(group)]),
      let least = least(offer, phase, kind)
    else { return unusual }
    groups[phase] = group
    kinds[phase] = kind
    var result = row
    result.slot = slot
    result.least = least.amount
    result.countsList = least.countsList
    guard rules.offers.terms[offer].thresholds.isEmpty || kind == .order else {
      return (kind == .cut ? .boundedCut : .boundedGift, result)
    }
    return (kind, result)
  }

  private func isPlain(_ phase: Phase) -> Bool {
    phase.mode == .together && phase.point == .line && phase.rounding.mode == .halfUp
      && phase.rounding.step(in: rules.book.currency) == step && phase.capRate == nil
      && phase.floor == nil
  }

  private func isPlain(_ terms: OfferTerms) -> Bool {
    terms.exclusive == .no && terms.stop == .no && terms.includesDiscounted && terms.units < 0
      && terms.limit < 0 && terms.tags < 0 && terms.cap < 0 && terms.capPerLine < 0
      && terms.thresholds.count <= 1 && terms.anyThresholds.isEmpty && terms.alone == .no
  }

  /// The class of an offer as if it had no threshold, with its numbers.
  private func reduced(
    _ offer: Int, _ phase: Int, _ group: OfferGroup
  ) -> (KernelOffers.Class, Row)? {
    let terms = rules.offers.terms[offer]
    var row = Row(offer: Int32(offer))
    switch terms.kind {
    case .cut:
      let cut = rules.offers.cut[offer]
      let isOrder = terms.per == .order
      guard (group.per == .order) == isOrder, group.per != .unit, cut.value >= 0 else { return nil }
      switch cut.kind {
      case .percentOff:
        guard terms.per != .unit, terms.base != .list, cut.value <= Rate.one.millionths else {
          return nil
        }
        row.form = KernelOffers.percent
        row.value = cut.value
      case .amountOff:
        guard terms.per != .line, cut.unit < 0 || isOrder, terms.base != .list || !isOrder,
          cut.value % step == 0, cut.value / step <= Int64(Int32.max)
        else { return nil }
        row.form = KernelOffers.amount
        row.value = cut.value / step
      case .fixedPrice: return nil
      }
      return (isOrder ? .order : .cut, row)
    case .gift:
      let gift = rules.offers.gifts[Int(terms.detail)]
      guard group.per == .line, group.giftValue == .quantity || group.giftValue == .none,
        gift.products.isEmpty, gift.mode == .exclusive, gift.hasMeasure,
        gift.measure.kind == .quantity, !gift.measure.hasOwnLines, gift.measure.symbol < 0,
        gift.rule == .unitRelated, gift.unit < 0, gift.times == .max, gift.price == 0,
        gift.forEvery > 0, gift.forEvery % 1000 == 0, (1...1_000_000).contains(gift.quantity)
      else { return nil }
      row.every = gift.forEvery / 1000
      row.given = gift.quantity
      return (.gift, row)
    case .ladder, .pattern, .charge, .mark: return nil
    }
  }

  /// The slot of a phase among those of its class; `nil` where lines would be cut after an order.
  private mutating func slot(
    _ kind: KernelOffers.Class, _ phase: Int, _ group: OfferGroup
  ) -> Int? {
    let number = Int32(phase)
    switch kind {
    case .gift:
      if let known = giftPhases.firstIndex(of: number) { return known }
      guard giftPhases.count < KernelProgram.phases else { return nil }
      giftPhases.append(number)
      giftsWeigh.append(group.giftValue == .quantity)
      return giftPhases.count - 1
    case .order:
      if let known = orderPhases.firstIndex(of: number) { return known }
      guard orderPhases.count < KernelProgram.phases else { return nil }
      orderPhases.append(number)
      remainders.append(rules.offers.phases[phase].remainder)
      return orderPhases.count - 1
    default:
      if let known = linePhases.firstIndex(of: number) { return known }
      guard linePhases.count < KernelProgram.phases, orderPhases.isEmpty else { return nil }
      linePhases.append(number)
      return linePhases.count - 1
    }
  }

  /// What the offer's lines must reach, in steps; `nil` for a threshold of another kind.
  private func least(
    _ offer: Int, _ phase: Int, _ kind: KernelOffers.Class
  ) -> (amount: Int64, countsList: Bool)? {
    guard let index = rules.offers.terms[offer].thresholds.first else { return (0, false) }
    let threshold = rules.offers.thresholds[Int(index)]
    let measure = threshold.measure
    guard measure.kind == .amount, !measure.hasOwnLines, measure.each == .order,
      let from = threshold.bounds.from, threshold.bounds.above == nil,
      threshold.bounds.below == nil, threshold.bounds.upTo == nil
    else { return nil }
    let countsList = measure.base == .list
    // What is left before the first phase is what was listed.
    guard kind == .order || countsList || phase == 0 else { return nil }
    let (steps, rest) = max(from, 0).quotientAndRemainder(dividingBy: step)
    return (steps + (rest > 0 ? 1 : 0), countsList)
  }
}
