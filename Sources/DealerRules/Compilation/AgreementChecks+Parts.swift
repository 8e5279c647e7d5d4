// Rungs, bases and values of agreements.
extension AgreementChecks {
  func checkCount(
    _ count: Int, _ field: String, _ agreement: Agreement, _ sink: inout DiagnosticSink
  ) {
    if count == 0 {
      report(
        .emptyList, agreement, "has no rung", help: "state at least one", [field, "rungs"], &sink)
    }
    if count > limits.rungsPerLadder {
      report(
        .limitExceeded, agreement, "has \(count) rungs, more than \(limits.rungsPerLadder)",
        help: "leave some out", [field, "rungs"], &sink)
    }
  }

  /// Ascending rungs of one kind that fit the basis; retroactive ones never give less.
  func checkRungs(_ rebate: Rebate, _ agreement: Agreement, _ sink: inout DiagnosticSink) {
    checkCount(rebate.rungs.count, "rebate", agreement, &sink)
    let isAmount = AgreementChecks.isAmount(rebate.basis)
    var before: RebateRung?
    for (place, rung) in rebate.rungs.enumerated() {
      let path = ["rebate", "rungs", "\(place)"]
      let word = AgreementChecks.word(rung.grant)
      let value = AgreementChecks.value(rung.grant)
      if rung.from < 0 || value < 0 {
        report(
          .negativeNotAllowed, agreement, "states a rung below zero", help: "write zero or more",
          path + [value < 0 ? word : "from"], &sink)
      }
      if case .rate(let rate) = rung.grant, rate > .one {
        report(
          .numberOutOfRange, agreement, "gives \(rate)", help: "write `0%` to `100%`",
          path + [word], &sink)
      }
      if case .rate = rung.grant, !isAmount {
        report(
          .agreementMismatch, agreement, "gives a rate of what is no amount",
          help: "write `amount` or `lump`, or let `basis` be an amount", path + [word], &sink)
      }
      defer { before = rung }
      guard let before else { continue }
      if rung.from <= before.from { rungOrder(agreement, path, &sink) }
      if AgreementChecks.word(before.grant) != word {
        report(
          .rungMismatch, agreement, "has rungs of different kinds",
          help: "state `rate`, `amount` or `lump` in all of them", path + [word], &sink)
      } else if rebate.mode == .retroactive, value < AgreementChecks.value(before.grant) {
        report(
          .rungGivesLess, agreement, "gives less on a higher rung",
          help: "let rungs ascend, or write `\"mode\": \"incremental\"`", path + [word], &sink)
      }
    }
  }

  func rungOrder(_ agreement: Agreement, _ path: [String], _ sink: inout DiagnosticSink) {
    report(
      .rungOrder, agreement, "has rungs that do not ascend", help: "list rungs from the lowest",
      path + ["from"], &sink)
  }

  private static func word(_ grant: RebateGrant) -> String {
    switch grant {
    case .rate: "rate"
    case .amount: "amount"
    case .lump: "lump"
    }
  }

  private static func value(_ grant: RebateGrant) -> Int64 {
    switch grant {
    case .rate(let rate): rate.millionths
    case .amount(let amount), .lump(let amount): amount
    }
  }

  func checkBasis(
    _ basis: AgreementBasis, _ field: String, _ agreement: Agreement,
    _ catalog: borrowing CatalogTable, _ sink: inout DiagnosticSink
  ) {
    switch basis {
    case .kind(let id) where !kinds.contains { IdentifierOrder.areEqual($0, id) }:
      report(
        .unknownReference, agreement,
        "counts the price kind \(Diagnostic.quote(id)), which there is not",
        help: Suggestion.closest(to: id, among: kinds).map { "did you mean `\($0)`?" }
          ?? "declare it in `priceKinds`", [field, "basis", "kind"], &sink)
    case .quantity(let unit?):
      let symbol = catalog.texts.index(of: unit)
      guard symbol < 0 || !catalog.units.isUsed(symbol) else { return }
      report(
        .unitOutsideProduct, agreement, "counts in \(Diagnostic.quote(unit))",
        help: symbol < 0
          ? "state the unit in `units`, or with a product" : catalog.unitHelp(symbol, -1),
        [field, "unit"], &sink)
    default: break
    }
  }

  func checkScale(
    _ rounding: Rounding, _ field: String, _ agreement: Agreement, _ sink: inout DiagnosticSink
  ) {
    guard let scale = rounding.scale, !(0...6).contains(scale) else { return }
    report(
      .numberOutOfRange, agreement, "keeps \(scale) decimals", help: "keep 0 to 6",
      [field, "rounding"], &sink)
  }

  func checkProduct(
    _ product: String, _ place: [String], _ agreement: Agreement,
    _ catalog: borrowing CatalogTable, _ sink: inout DiagnosticSink
  ) {
    guard catalog.products.index(of: product) < 0 else { return }
    report(
      .unknownReference, agreement,
      "names the product \(Diagnostic.quote(product)), which there is not",
      help: Suggestion.closest(to: product, among: catalog.products.names).map {
        "did you mean `\($0)`?"
      } ?? "state it in `products`", place, &sink)
  }

  func requirePositive(
    _ value: Int64?, _ place: [String], _ agreement: Agreement, _ sink: inout DiagnosticSink
  ) {
    guard let value, value <= 0 else { return }
    report(
      value == 0 ? .zeroNotAllowed : .negativeNotAllowed, agreement,
      "states `\(place.last ?? "")` not above zero", help: "write a number above zero", place,
      &sink)
  }
}
