/// How an invoice or a return does not match what was booked (RULES.md B-026).
public enum DocumentBreak: String, Hashable, Sendable, CaseIterable {
  /// Its lines are stated, and no movement bears its id.
  case notBooked
  /// It was booked as an invoice, and none of its lines is stated.
  case withoutLines
  /// Its lines come to another amount than was booked.
  case totalDiffers
}

/// An invoice or a return with what its lines come to and what was booked (RULES.md B-026).
public struct FlowDocument: Hashable, Sendable {
  /// The document.
  public var id: String
  /// Invoice, or return.
  public var kind: FlowLine.Kind
  /// What its lines come to, in millionths of the node's currency.
  public var stated: Int64 = 0
  /// What was booked under its id.
  public var booked: Int64 = 0
  /// How it does not match; empty where it does.
  public var breaks: [DocumentBreak] = []
}

extension StatementFacts {
  /// Invoices and returns of a node of which something is dated in the period, as far as they are
  /// known through its end, by kind and id; none where the facts have movements or lines alone.
  /// - Throws: ``NumericError/overflow``.
  func documents(
    of node: String, _ period: CreditDays, _ tolerance: StatementTolerance
  ) throws(NumericError) -> [FlowDocument] {
    guard !movements.isEmpty, !flow.isEmpty else { return [] }
    var found: [FlowLine.Kind: IdentifierMap<Known>] = [:]
    var first: CivilDate?
    for line in flow where IdentifierOrder.areEqual(line.node, node) {
      first = min(first ?? line.day, line.day)
      guard line.kind == .invoice || line.kind == .return,
        period.through.map({ line.day <= $0 }) ?? true
      else { continue }
      var known = found[line.kind]?[line.document] ?? Known()
      known.stated = try Wide.add(known.stated ?? 0, line.amount)
      known.isInPeriod = known.isInPeriod || period.contains(line.day)
      found[line.kind, default: IdentifierMap()][line.document] = known
    }
    for movement in movements where IdentifierOrder.areEqual(movement.node, node) {
      guard let kind = FlowLine.Kind(movement.kind),
        period.through.map({ movement.day <= $0 }) ?? true
      else { continue }
      // A credit memo may be for something else than goods, and lines go back no further than
      // the first of them.
      let isBilled = kind == .invoice && first.map { movement.day >= $0 } ?? false
      guard isBilled || found[kind]?[movement.id] != nil else { continue }
      var known = found[kind]?[movement.id] ?? Known()
      known.booked = try Wide.add(known.booked ?? 0, movement.amount)
      known.isInPeriod = known.isInPeriod || period.contains(movement.day)
      found[kind, default: IdentifierMap()][movement.id] = known
    }
    var documents: [FlowDocument] = []
    for kind in [FlowLine.Kind.invoice, .return] {
      for (id, known) in (found[kind] ?? IdentifierMap()).sorted() where known.isInPeriod {
        documents.append(known.document(id, kind, tolerance))
      }
    }
    return documents
  }

  /// What lines and movements say of a document.
  private struct Known {
    var stated: Int64?
    var booked: Int64?
    var isInPeriod = false

    func document(
      _ id: String, _ kind: FlowLine.Kind, _ tolerance: StatementTolerance
    ) -> FlowDocument {
      var document = FlowDocument(
        id: id, kind: kind, stated: stated ?? 0, booked: booked ?? 0)
      if booked == nil {
        document.breaks = [.notBooked]
      } else if stated == nil {
        document.breaks = [.withoutLines]
      } else {
        let difference = Int128(document.stated) - Int128(document.booked)
        if difference.magnitude > Int128(max(0, tolerance.amount)).magnitude {
          document.breaks = [.totalDiffers]
        }
      }
      return document
    }
  }
}

extension FlowLine.Kind {
  /// What a movement books; `nil` where it books no goods.
  fileprivate init?(_ kind: AccountMovement.Kind) {
    switch kind {
    case .invoice: self = .invoice
    case .creditMemo: self = .return
    case .payment, .returned, .charge: return nil
    }
  }
}
