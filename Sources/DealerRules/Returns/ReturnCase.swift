/// Where a return stands (RULES.md Z-070).
public enum ReturnState: String, Hashable, Sendable, CaseIterable {
  /// Being written.
  case draft
  /// Held until somebody approves.
  case pendingApproval
  /// The dealer may send the goods.
  case authorised
  /// Not accepted.
  case rejected
  /// Called off.
  case cancelled
  /// The goods did not come in time.
  case expired
  /// On the way.
  case inTransit
  /// Some of the goods are here.
  case received
  /// Looked at.
  case inspected
  /// Credited.
  case credited
  /// Done.
  case closed
}

/// What happens to a return (RULES.md Z-070).
public enum ReturnStep: Hashable, Sendable {
  /// The dealer asks.
  case submit(ReturnRequest)
  /// Somebody lets a held return through.
  case approve(who: String, level: Int32)
  /// Somebody does not.
  case reject(who: String, why: String)
  /// The goods leave the dealer.
  case ship
  /// The dealer or the shop calls it off.
  case cancel
  /// What is known beside the sale has changed: balances, prices, payments.
  case know(ReturnFacts)
  /// A day has come; an authorisation that does not hold any longer ends.
  case day(CivilDate)
  /// Goods arrive.
  case receive([ReturnedGoods])
  /// Goods are looked at.
  case inspect([InspectedGoods])
  /// What was accepted is credited.
  case settle
  /// Nothing more will come.
  case close
  /// The last settlement was an error.
  case reverse(who: String, why: String)
}

/// Goods that arrived.
public struct ReturnedGoods: Hashable, Sendable {
  /// The sale's line.
  public var number: Int32
  /// The part of a kit.
  public var part: String?
  /// Thousandths.
  public var quantity: Int64

  /// Creates goods.
  public init(number: Int32, part: String? = nil, quantity: Int64) {
    self.number = number
    self.part = part
    self.quantity = quantity
  }
}

/// Goods that were looked at.
public struct InspectedGoods: Hashable, Sendable {
  /// The sale's line.
  public var number: Int32
  /// The part of a kit.
  public var part: String?
  /// Thousandths that are credited.
  public var accepted: Int64
  /// Thousandths that are not.
  public var rejected: Int64
  /// What becomes of those that are accepted; `nil` as the line says that announced them, else what
  /// their reason allows alone.
  public var disposition: Disposition?

  /// Creates goods.
  public init(
    number: Int32, part: String? = nil, accepted: Int64, rejected: Int64 = 0,
    disposition: Disposition? = nil
  ) {
    self.number = number
    self.part = part
    self.accepted = accepted
    self.rejected = rejected
    self.disposition = disposition
  }
}

/// A step under an id of its own (RULES.md Z-071).
public struct ReturnEvent: Hashable, Sendable {
  /// The id.
  public var id: String
  /// What happened.
  public var step: ReturnStep

  /// Creates an event.
  public init(_ id: String, _ step: ReturnStep) {
    self.id = id
    self.step = step
  }
}

/// Why an event did not happen.
public enum ReturnCaseFault: Error, Hashable, Sendable {
  /// The state does not allow it.
  case notNow(ReturnState)
  /// Another event has the id.
  case otherEvent
  /// More than was announced, arrived, or was looked at.
  case moreThanThere(Int32)
  /// The return is refused; its findings say why.
  case refused([ReturnFinding])
  /// The policy does not allow what is to become of goods of a line, or nobody says which of the
  /// dispositions it is to be; with those that it allows.
  case disposition(Int32, allowed: [Disposition])
  /// The level does not suffice.
  case levelTooLow
  /// Nothing was accepted.
  case nothingAccepted
  /// The authorisation has ended: what has arrived goes its way, nothing more may come.
  case over
  /// The entry is one of another return.
  case otherReturn
  /// An entry before it, or the statement that it was decided by, is missing.
  case notRecorded
  /// An amount does not fit.
  case overflow
}

/// What the ledger calls the things that a return moves (RULES.md Z-072).
public struct ReturnAccounts: Hashable, Sendable {
  /// The node of the quota, or `nil` where there is none.
  public var quota: String?
  /// The open item of the sale, or `nil` where nothing is credited there.
  public var item: String?
  /// The node that the sale was billed to, where a correction is posted.
  public var node: String?
  /// Reservations of limits that the sale used, by `ID/KIND`; after a reversal those that it used
  /// again.
  public var uses: IdentifierMap<String>
  /// Lots that the sale earned, by account; after a reversal those that it earned again.
  public var lots: IdentifierMap<String>
  /// Nodes that count limits, by `ID/KIND`, where a correction takes what was free again, and a
  /// return what goods that stay use again.
  public var useNodes: IdentifierMap<String>
  /// Nodes of points and rebates, by account, where a correction gives back what was taken.
  public var lotNodes: IdentifierMap<String>

  /// Creates accounts.
  public init(
    quota: String? = nil, item: String? = nil, node: String? = nil,
    uses: IdentifierMap<String> = [:], lots: IdentifierMap<String> = [:],
    useNodes: IdentifierMap<String> = [:], lotNodes: IdentifierMap<String> = [:]
  ) {
    self.quota = quota
    self.item = item
    self.node = node
    self.uses = uses
    self.lots = lots
    self.useNodes = useNodes
    self.lotNodes = lotNodes
  }
}

/// A return from the first word to the last: events change its state, and say what the ledger must
/// do, all of it or nothing (RULES.md Z-070 … Z-073).
public struct ReturnCase: Hashable, Sendable {
  /// The id of the return.
  public let id: String
  /// Where it stands.
  public internal(set) var state: ReturnState = .draft
  /// What was asked for.
  public internal(set) var request: ReturnRequest?
  /// What it would come to, as of the last decision.
  public internal(set) var preview: ReturnStatement?
  /// What was settled, in order; reversed settlements are taken out.
  public internal(set) var settled: [ReturnStatement] = []
  /// Every event that happened, in order.
  public internal(set) var history: [ReturnEvent] = []
  /// What each event was decided by; goes with ``history``.
  var decisions: [ReturnDecision] = []
  /// The last day of the authorisation, or `nil`.
  public internal(set) var through: CivilDate?
  /// What of the quota is taken for it and not settled, in millionths.
  public internal(set) var reserved: Int64 = 0
  /// The authorisation has ended: nothing more may come.
  var isOver = false
  var arrived: [ReturnedGoods] = []
  /// Looked at and not settled.
  var inspected: [InspectedGoods] = []
  /// What each settlement credited, as it was looked at; goes with ``settled``.
  var credited: [[InspectedGoods]] = []
  /// Everything that was looked at.
  var seen: [InspectedGoods] = []
  /// Settlements so far, reversed ones too.
  var settlements = 0
  /// What the last event decided a held return anew by, or `nil`.
  var reconsidered: ReturnStatement?
  /// What goods that may still be credited come to, where the last event said that others will not,
  /// or `nil`.
  var recounted: ReturnStatement?
  /// What the quota has counted for good, in millionths.
  var posted: Int64 = 0

  /// Creates a draft.
  public init(id: String) { self.id = id }
}
