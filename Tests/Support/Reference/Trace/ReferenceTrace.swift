public import DealerRules

/// Whom codes belong to, written from RULES.md W-003 … W-006 alone: every event that counts is
/// played again for every question, over dictionaries of texts.
public struct ReferenceTrace {
  /// The events that count, in the order in which they are played.
  private let playing: [TraceEvent]

  /// Takes events in any order, the same one perhaps several times.
  public init(_ events: [TraceEvent]) { playing = Self.counting(events) }

  private static func counting(_ events: [TraceEvent]) -> [TraceEvent] {
    var byID: [String: [TraceEvent]] = [:]
    for event in events {
      var plain = event
      plain.recorded = nil
      plain.place = .none
      plain.codes = Set(event.codes).sorted()
      if !(byID[event.id] ?? []).contains(plain) { byID[event.id, default: []].append(plain) }
    }
    let alone = byID.values.filter { $0.count == 1 }.map { $0[0] }
    let plain = ReferenceTargets(events: alone)
    return alone.filter { $0.kind != .void && plain.fate(of: $0) == .counts }
      .sorted {
        ($0.at, $0.sequence) == ($1.at, $1.sequence)
          ? IdentifierOrder.precedes($0.id, $1.id) : ($0.at, $0.sequence) < ($1.at, $1.sequence)
      }
  }

  /// The codes that events that count name.
  public var namedCodes: Set<String> {
    Set(playing.flatMap { $0.codes + [$0.container].compactMap { $0 } })
  }

  /// Whom everything belongs to at an instant and what it is in.
  public func answers(at instant: Instant) -> ReferenceGoods {
    var goods = ReferenceGoods()
    let events = playing
    for event in events where event.kind == .commission { goods.declare(event) }
    goods.receivers = Set(
      events.filter { $0.kind == .ship || $0.kind == .transfer }.compactMap(\.to))
    for event in events where event.at <= instant { goods.play(event) }
    return goods
  }
}

/// What becomes of events that name one another, by W-003, asked anew for each of them.
struct ReferenceTargets {
  enum Fate { case counts, voided, replaced }

  /// Events that are known and alone of their id.
  var events: [TraceEvent]

  /// `nil` for an event of a circle that nothing outside makes void.
  func fate(of event: TraceEvent, after path: Set<String> = []) -> Fate? {
    guard !path.contains(event.id) else { return nil }
    let naming = events.filter { $0.target == event.id }
    let isRound = comesRound(event)
    let path = path.union([event.id])
    let outside = fate(naming.filter { !isRound || !comesRound($0) }, path)
    guard outside == .counts, isRound else { return outside }
    return fate(naming.filter { comesRound($0) }, path)
  }

  private func fate(_ naming: [TraceEvent], _ path: Set<String>) -> Fate? {
    var found = Fate.counts
    for event in naming {
      guard let fate = fate(of: event, after: path) else { return nil }
      if fate == .replaced || (fate == .counts && event.kind != .void) {
        found = .replaced
      } else if fate == .counts, found == .counts {
        found = .voided
      }
    }
    return found
  }

  /// Whether the targets, one after the other, lead back to the event.
  private func comesRound(_ event: TraceEvent) -> Bool {
    var next = event.target
    for _ in events {
      if next == event.id { return true }
      next = events.first { $0.id == next }?.target
    }
    return false
  }
}

/// A movement of goods, or a transfer without approval, which moves nothing.
public struct ReferenceMove {
  /// The dealer, or `supplier`.
  public var to: String
  /// Whether goods belong to it from then on.
  public var isMovement: Bool
}

/// Goods at one moment.
public struct ReferenceGoods {
  private var parent: [String: String] = [:]
  private var owner: [String: String] = [:]
  private var ended: Set<String> = []
  /// Movements and transfers without approval that a code took part in, in their order.
  private var pasts: [String: [ReferenceMove]] = [:]
  /// The codes given out, and what the first `commission` of each states.
  private var declared: Set<String> = []
  private var stated: [String: String] = [:]
  /// What a code had for a product when it last left a container.
  private var kept: [String: String] = [:]
  /// Whom goods are ever shipped or transferred to.
  fileprivate var receivers: Set<String> = []
  /// The most levels that a code ever held.
  private var height: [String: Int] = [:]

  /// The dealer that a code belongs to: `supplier` after a return, `nobody` before it moved.
  public func holder(of code: String) -> String { owner[code] ?? "nobody" }

  /// What a code took part in, by itself or inside something.
  public func past(of code: String) -> [ReferenceMove] { pasts[code] ?? [] }

  /// Whether a code is out of use.
  public func isEnded(_ code: String) -> Bool { ended.contains(code) }

  /// What a code is in, from the nearest container on.
  public func above(_ code: String) -> [String] {
    var found: [String] = []
    var current = code
    while let next = parent[current] {
      found.append(next)
      current = next
    }
    return found
  }

  /// W-006: stated for the code or the nearest container, else kept by it or the nearest container.
  public func product(of code: String) -> String? {
    let chain = [code] + above(code)
    return chain.compactMap { stated[$0] }.first ?? chain.compactMap { kept[$0] }.first
  }

  /// Whether the product of a code is one that was kept.
  public func isKept(_ code: String) -> Bool {
    product(of: code) != nil && ([code] + above(code)).allSatisfy { stated[$0] == nil }
  }

  fileprivate mutating func declare(_ event: TraceEvent) {
    for code in Set(event.codes).subtracting(declared) {
      declared.insert(code)
      stated[code] = event.product
    }
  }

  /// W-005: the code and what is around it, up to the first that is out of use; none of those
  /// reaches it, nor does anything around them.
  private func reachedBy(_ code: String) -> Set<String> {
    var found: Set<String> = []
    for current in [code] + above(code) {
      if ended.contains(current) { break }
      found.insert(current)
    }
    return found
  }

  fileprivate mutating func play(_ event: TraceEvent) {
    let before = self
    let codes = Set(event.codes)
    let usable = codes.subtracting(ended)
    switch event.kind {
    case .commission, .void: break
    case .decommission: ended.formUnion(codes)
    case .pack:
      guard let container = event.container, !ended.contains(container) else { return }
      for code in usable {
        let path = [container] + before.above(container)
        let isTooDeep = path.count + (before.height[code] ?? 0) > 8
        guard !path.contains(code), !isTooDeep else { continue }
        if before.parent[code] != container { keep(code, before) }
        parent[code] = container
      }
      for code in usable where parent[code] == container && before.parent[code] != container {
        for (steps, node) in ([container] + before.above(container)).enumerated() {
          height[node] = max(height[node] ?? 0, (before.height[code] ?? 0) + steps + 1)
        }
      }
    case .unpack:
      let leaving =
        event.codes.isEmpty ? Set(parent.filter { $0.value == event.container }.keys) : codes
      for code in leaving where event.container == nil || parent[code] == event.container {
        keep(code, before)
        parent[code] = nil
      }
    case .ship, .transfer, .giveBack:
      let isMovement = event.kind != .transfer || event.approval != nil
      let all = Set(parent.keys).union(codes)
      let moving = all.filter { code in
        guard !usable.isDisjoint(with: reachedBy(code)) else { return false }
        guard let from = event.from else { return true }
        let isSupplier = event.kind == .ship && !receivers.contains(from)
        func isOwned(_ code: String) -> Bool {
          before.owner[code] == from || isSupplier && before.owner[code] == "supplier"
        }
        if before.owner[code] != nil { return isOwned(code) }
        // What never moved belongs to whom something in it belongs to, and is the supplier's where
        // it, or something in it, never moved and has nothing in it.
        return all.contains { inner in
          guard reachedBy(inner).contains(code) else { return false }
          let isBare = !all.contains { $0 != inner && reachedBy($0).contains(inner) }
          return isOwned(inner) || isSupplier && before.owner[inner] == nil && isBare
        }
      }
      for code in moving {
        let move = ReferenceMove(to: event.to ?? "supplier", isMovement: isMovement)
        pasts[code, default: []].append(move)
        if isMovement { owner[code] = move.to }
      }
    }
  }

  /// W-006: a code that was in something before the event keeps its product of then.
  private mutating func keep(_ code: String, _ before: ReferenceGoods) {
    guard before.parent[code] != nil, before.stated[code] == nil else { return }
    if let product = before.product(of: code) { kept[code] = product }
  }
}
