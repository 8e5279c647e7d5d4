import DealerRules

/// Authorizations as records: one JSON object an order, or one row of a table a line (RULES.md
/// X-016).
struct AuthorizeOutput {
  let rules: CompiledRules
  let format: ScansOutput.Format

  /// The header of a table; objects have none.
  var header: String? {
    format == .csv
      ? "order,outcome,line,product,lineOutcome,countsFor,drawsOn,availability,available,reasons"
      : nil
  }

  /// Writes an answer; the hash is what approvals of the order name.
  func write(_ answer: Authorization, orderHash: String) {
    switch format {
    case .ndjson: Console.print(json(answer, orderHash))
    case .csv: for row in rows(answer) { Console.print(row) }
    }
  }

  /// Thousandths as a decimal.
  static func quantity(_ thousandths: Int64) -> String {
    Quantity(thousandths: thousandths).map { "\($0)" } ?? "\(thousandths / 1000)"
  }

  /// A row for each line, and before them one for what is said of the order as a whole.
  private func rows(_ answer: Authorization) -> [String] {
    func row(_ fields: [String]) -> String {
      ([answer.order, answer.outcome.name] + fields).map { DecisionOutput.cell($0) }
        .joined(separator: ",")
    }
    func told(_ number: Int32?) -> String {
      answer.reasons.filter { $0.line == number }.map { reason in
        let numbers = reason.numbers.map { "\($0.name)=\($0.text)" }
        return ([reason.code.name, rules.name(of: reason.rule)] + numbers)
          .filter { !$0.isEmpty }.joined(separator: " ")
      }.joined(separator: "; ")
    }
    let general = told(nil)
    let first = general.isEmpty ? [] : [row(["", "", "", "", "", "", "", general])]
    return first
      + answer.lines.map { line in
        row([
          "\(line.number)", line.product, line.outcome.name, line.countsFor ?? "",
          line.drawsOn ?? "",
          line.availability?.state.rawValue ?? "",
          line.availability.map { AuthorizeOutput.quantity($0.quantity) } ?? "", told(line.number),
        ])
      }
  }

  private func json(_ answer: Authorization, _ orderHash: String) -> String {
    let lines = answer.lines.map { line in
      let supply = line.availability.map { supply in
        "\"availability\":\"\(supply.state.rawValue)\","
          + "\"available\":\"\(AuthorizeOutput.quantity(supply.quantity))\""
      }
      return "{\"number\":\(line.number),\"product\":\(Console.quoted(line.product)),"
        + "\"outcome\":\"\(line.outcome.name)\","
        + "\"countsFor\":\(line.countsFor.map(Console.quoted) ?? "null"),"
        + "\"drawsOn\":\(line.drawsOn.map(Console.quoted) ?? "null"),"
        + (supply ?? "\"availability\":null,\"available\":null") + "}"
    }
    let reasons = answer.reasons.map { reason in
      let name = rules.name(of: reason.rule)
      let numbers = reason.numbers.map { "\"\($0.name)\":\(Console.quoted($0.text))" }
        .joined(separator: ",")
      return "{\"code\":\"\(reason.code.name)\",\"rule\":"
        + (name.isEmpty ? "null" : Console.quoted(name))
        + ",\"line\":\(reason.line.map { "\($0)" } ?? "null"),\"numbers\":{\(numbers)}}"
    }
    return "{\"order\":\(Console.quoted(answer.order)),\"outcome\":\"\(answer.outcome.name)\","
      + "\"lines\":[\(lines.joined(separator: ","))],"
      + "\"reasons\":[\(reasons.joined(separator: ","))],\"orderHash\":\"\(orderHash)\"}"
  }
}
