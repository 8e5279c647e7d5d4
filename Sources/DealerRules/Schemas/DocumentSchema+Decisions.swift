extension DocumentSchema {
  /// The decision record (RULES.md X-011), as it is written.
  static var decisionFields: [String: [String: Set<FieldRecorder.Form>]] {
    let amount: Set<FieldRecorder.Form> = [.decimal]
    let text: Set<FieldRecorder.Form> = [.text]
    let count: Set<FieldRecorder.Form> = [.whole(0...1_000_000_000)]
    let list: Set<FieldRecorder.Form> = [.list]
    let outcomes = Outcome.allCases.map(\.name) + ["error"]
    return [
      "": [
        "v": [.whole(1...1)], "order": text, "outcome": [.words(outcomes)], "currency": [.currency],
        "list": amount, "net": amount, "charges": amount, "payable": amount, "lines": list,
        "gifts": list, "reasons": list, "reservations": list, "rulesHash": [.text, .null],
        "inputsHash": [.text, .null], "error": text, "line": [.scalar, .null],
      ],
      "/lines/*": [
        "number": count, "product": text, "quantity": amount, "unit": text, "prices": [.object],
        "list": amount, "net": amount, "steps": list,
      ],
      "/lines/*/steps/*": [
        "rule": text, "kind": [.words(StepKind.allCases.map(\.name))], "base": amount,
        "amount": amount,
      ],
      "/gifts/*": ["product": text, "quantity": amount, "rule": text],
      "/reasons/*": [
        "code": [.words(ReasonCode.allCases.map(\.name))], "rule": [.text, .null],
        "line": [.scalar, .null], "numbers": [.object],
      ],
      "/reservations/*": ["id": text, "kind": text, "amount": amount, "units": amount],
    ]
  }
}
