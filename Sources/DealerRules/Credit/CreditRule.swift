/// What a credit rule does with an order that violates it, from mild to severe (RULES.md B-006).
public enum CreditEffect: UInt8, Hashable, Comparable, Sendable, CaseIterable {
  /// Nothing.
  case allow
  /// The order goes through and says so.
  case warn
  /// The order waits for somebody.
  case hold
  /// The order is refused.
  case block

  /// Orders by severity.
  public static func < (a: CreditEffect, b: CreditEffect) -> Bool { a.rawValue < b.rawValue }

  /// The word used in documents, `"hold"`.
  public var name: String { String(describing: self) }
}

/// What kind of statement a credit rule makes (RULES.md B-006).
public enum CreditRuleKind: String, Hashable, Sendable, CaseIterable {
  /// Where it is violated its effect follows.
  case block
  /// Where it holds it lifts rules of the same test that are for more nodes than it is.
  case exclude
  /// Where it holds it lets the order through whatever other rules say.
  case release
}

/// Where in the life of an order credit is asked (RULES.md B-006).
public enum CreditCheckpoint: String, Hashable, Sendable, CaseIterable {
  /// When the order is placed or changed.
  case order
  /// Before goods leave.
  case shipment
  /// Before the invoice is posted.
  case invoice
}

/// Whom a credit rule is for, from narrow to wide (RULES.md B-006).
public enum CreditScope: Hashable, Sendable {
  /// These nodes.
  case nodes([String])
  /// The nodes of these groups.
  case groups([String])
  /// Every node.
  case all

  /// 0 for all, 1 for groups, 2 for nodes.
  var rank: Int {
    switch self {
    case .all: 0
    case .groups: 1
    case .nodes: 2
    }
  }

  func covers(_ node: CreditNode) -> Bool {
    switch self {
    case .all: true
    case .nodes(let ids): ids.contains { IdentifierOrder.areEqual($0, node.id) }
    case .groups(let groups):
      groups.contains { group in
        node.group.map { IdentifierOrder.areEqual($0, group) } ?? false
      }
    }
  }
}

/// A credit rule (RULES.md B-006).
public struct CreditRule: Hashable, Sendable {
  /// Unique among credit rules.
  public var id: String
  /// Whom it is for.
  public var scope: CreditScope
  /// What kind of statement it makes.
  public var kind: CreditRuleKind
  /// What it looks at.
  public var test: CreditTest
  /// What follows where it is violated.
  public var effect: CreditEffect
  /// When it is asked; empty for always.
  public var checkpoints: Set<CreditCheckpoint>
  /// Where the document states it.
  public var origin: SourceSpan?

  /// Creates a rule that holds orders of every node.
  public init(
    id: String, _ test: CreditTest, effect: CreditEffect = .hold, kind: CreditRuleKind = .block,
    scope: CreditScope = .all, checkpoints: Set<CreditCheckpoint> = []
  ) {
    self.id = id
    self.scope = scope
    self.kind = kind
    self.test = test
    self.effect = effect
    self.checkpoints = checkpoints
    self.origin = nil
  }
}
