import DealerRules

/// The ledger once more, as plain lists from which every sum is added up anew, written from
/// RULES.md alone.
struct LedgerModel {
  struct Account {
    var node: LedgerNode
    var temporary: (amount: Int64, until: Instant)?
    var credit: Int128 = 0
    var gone: Int128 = 0
  }

  struct Claim {
    let id: String
    let node: String
    var state: LedgerReservationState
    var forced: Bool
    var counted: Bool
    var open: Int64
    var unbilled: Int64 = 0
    let expires: Instant?
    var override: LedgerOverride?
    /// Of value: one entry a lot and locking.
    var locks: [(lot: String, amount: Int64)] = []
    var redeemed: [(lot: String, amount: Int64)] = []

    var isOpen: Bool { state == .held || state == .reserved }
  }

  struct Bill {
    let id: String
    let node: String
    var open: Int64
    var level = 0
    var reminded: Instant?
    var isDisputed = false
  }

  struct Parcel {
    let id: String
    let node: String
    var pending: Bool
    var free: Int64
    var locked: Int64 = 0
    var redeemed: Int64 = 0
    let vests: Instant?
    let expires: Instant?
  }

  enum Prediction: Equatable {
    case outcomes([LedgerOutcome])
    case conflict(String)
    case groupDiffers(String)
  }

  var accounts: [Account] = []
  var claims: [Claim] = []
  var bills: [Bill] = []
  var parcels: [Parcel] = []
  var notes: Set<String> = []
  var log: [String: (action: LedgerAction, outcome: LedgerOutcome)] = [:]
  var time = Instant.distantPast
  /// What fell due by itself, in order.
  var happened: [LedgerChange] = []

  static let bound: Int128 = 2_000_000_000_000_000_000

  /// What a group must give.
  mutating func apply(_ group: [LedgerOperation], _ instant: Instant) -> Prediction {
    let known = group.filter { log[$0.id] != nil }
    for operation in known where log[operation.id]?.action != operation.action {
      return .conflict(operation.id)
    }
    if known.count == group.count { return .outcomes(group.compactMap { log[$0.id]?.outcome }) }
    if !known.isEmpty, let last = group.last(where: { log[$0.id] == nil }) {
      return .groupDiffers(last.id)
    }
    elapse(max(instant, time))
    var next = self
    var outcomes: [LedgerOutcome] = []
    for (index, operation) in group.enumerated() {
      var trial = next
      var result = trial.perform(operation)
      if case .rejected = result {} else if !trial.fits { result = .rejected(.init(.overflow)) }
      guard case .rejected(let refusal) = result else {
        trial.log[operation.id] = (operation.action, result)
        outcomes.append(result)
        next = trial
        continue
      }
      outcomes = group.indices.map { .rejected($0 == index ? refusal : .init(.linked)) }
      for (place, operation) in group.enumerated() {
        log[operation.id] = (operation.action, outcomes[place])
      }
      return .outcomes(outcomes)
    }
    self = next
    return .outcomes(outcomes)
  }

  // MARK: Time

  /// Lets everything happen that is due until an instant: reservations, then vesting, then lots,
  /// then limits, each in the order in which they were made.
  mutating func elapse(_ until: Instant) {
    while let next = dueInstants().filter({ $0 <= until }).min() { happen(at: next) }
    time = until
  }

  private func dueInstants() -> [Instant] {
    claims.filter(\.isOpen).compactMap(\.expires)
      + parcels.filter(\.pending).compactMap(\.vests)
      + parcels.filter { $0.free > 0 }.compactMap(\.expires)
      + accounts.compactMap { $0.temporary?.until }
  }

  private mutating func happen(at instant: Instant) {
    time = instant
    for index in claims.indices where claims[index].isOpen && claims[index].expires == instant {
      end(index, .expired)
      happened.append(.expired(reservation: claims[index].id))
    }
    for index in parcels.indices where parcels[index].pending && parcels[index].vests == instant {
      parcels[index].pending = false
      happened.append(.vested(lot: parcels[index].id))
    }
    for index in parcels.indices
    where parcels[index].expires == instant && parcels[index].free > 0 {
      lose(index, parcels[index].free)
      happened.append(.forfeited(lot: parcels[index].id))
    }
    for index in accounts.indices where accounts[index].temporary?.until == instant {
      accounts[index].temporary = nil
      happened.append(.limitEnded(node: accounts[index].node.id))
    }
  }

  // MARK: Sums

  func account(_ id: String) -> Int? { accounts.firstIndex { $0.node.id == id } }

  private func flows(_ account: Account) -> Bool {
    guard account.node.parent != nil else { return false }
    return account.node.mode == .nested
      || account.node.mode == .carveOut && account.node.limit == .none
  }

  /// The accounts whose use is seen at one: itself and those below that flow up to it.
  private func seen(at top: String) -> [Account] {
    accounts.filter { account in
      var at = account
      while at.node.id != top {
        guard flows(at), let parent = at.node.parent, let row = self.account(parent) else {
          return false
        }
        at = accounts[row]
      }
      return true
    }
  }

  private func sums(_ id: String) -> (reserved: Int128, shipped: Int128, billed: Int128) {
    let own = claims.filter { $0.node == id }
    return (
      own.filter { $0.counted && $0.isOpen }.reduce(0) { $0 + Int128($1.open) },
      own.reduce(0) { $0 + Int128($1.unbilled) },
      bills.filter { $0.node == id }.reduce(0) { $0 + Int128($1.open) }
    )
  }

  private func use(_ id: String) -> Int128 {
    let sums = sums(id)
    return sums.reserved + sums.shipped + sums.billed
  }

  func used(_ id: String) -> Int128 {
    seen(at: id).reduce(0) {
      $0 + use($1.node.id) - ($1.node.netsCredit ? $1.credit : 0)
    }
  }

  private func carved(_ id: String, most: Bool) -> Int128 {
    let seen = seen(at: id).map(\.node.id)
    let aside = accounts.filter { account in
      account.node.mode == .carveOut && account.node.parent.map { seen.contains($0) } ?? false
    }
    return aside.reduce(0) {
      guard case .amount(let base) = $1.node.limit else { return $0 }
      let now = $1.temporary?.amount ?? base
      return $0 + Int128(most ? max(now, base) : now)
    }
  }

  /// Whether every sum is within bounds.
  private var fits: Bool {
    accounts.allSatisfy { account in
      let id = account.node.id
      if account.node.kind == .value {
        let held = parcels.filter { $0.node == id }
          .reduce(0) { $0 + Int128($1.free) + Int128($1.locked) + Int128($1.redeemed) }
        return held + account.gone <= LedgerModel.bound
      }
      let all = seen(at: id)
      return account.credit <= LedgerModel.bound
        && all.reduce(0) { $0 + use($1.node.id) } <= LedgerModel.bound
        && all.reduce(0) { $0 + ($1.node.netsCredit ? $1.credit : 0) } <= LedgerModel.bound
        && carved(id, most: true) <= LedgerModel.bound
    }
  }

  /// What limits leave, and where least.
  func tightest(_ id: String) -> (node: String, room: Int128)? {
    var best: (node: String, room: Int128)?
    var at: String? = id
    while let name = at, let row = account(name) {
      let account = accounts[row]
      var limit = account.node.limit
      if let temporary = account.temporary { limit = .amount(temporary.amount) }
      var most: Int128?
      switch limit {
      case .unlimited: return best
      case .none: if !flows(account) { most = 0 }
      case .amount(let amount): most = Int128(amount)
      }
      if let most {
        let strict: Int128 = account.node.boundary == .below ? 1 : 0
        let room = most - used(name) - carved(name, most: false) - strict
        if best == nil || room < best?.room ?? 0 { best = (name, room) }
      }
      at = flows(account) ? account.node.parent : nil
    }
    return best
  }

  func usable(_ id: String) -> Int64 {
    parcels.filter { $0.node == id && !$0.pending }.reduce(0) { $0 + $1.free }
  }

  func isValue(_ id: String) -> Bool {
    account(id).map { accounts[$0].node.kind == .value } ?? false
  }

  func room(_ id: String) -> Int64? {
    isValue(id) ? usable(id) : tightest(id).map { Int64(clamping: $0.room) }
  }

  func short(_ id: String, _ more: Int64) -> LedgerRefusal? {
    let left: (node: String, room: Int128)? = isValue(id) ? (id, Int128(usable(id))) : tightest(id)
    guard more > 0, let left, left.room < Int128(more) else { return nil }
    return LedgerRefusal(
      .insufficient, node: left.node, shortfall: Int64(clamping: Int128(more) - left.room))
  }
}
