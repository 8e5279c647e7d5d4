import DealerRules

/// What the desk says of requests that it refuses, in Chinese: sentences with `*` for what is named
/// in them, in the order of the English ones; `*2` is the second of these.
enum ChineseMessages {
  /// A message in Chinese; as it is where no sentence fits.
  static func text(_ message: String) -> String {
    for (english, chinese) in sentences + more {
      let parts = english.split(separator: "*", omittingEmptySubsequences: false)
      guard let named = named(message, parts) else { continue }
      var result = chinese
      for (index, name) in named.enumerated().reversed() {
        result = result.replacing("*\(index + 1)", with: code(name))
      }
      return result
    }
    return message
  }

  /// A sentence of a code in a language.
  static func text(of code: String, _ language: Language) -> String {
    if let reason = ReasonCode.allCases.first(where: { $0.name == code }) {
      return language == .chinese ? reason.chinese : reason.english
    }
    guard let reason = ReturnCode(rawValue: code) else { return code }
    return language == .chinese ? reason.chinese : reason.english
  }

  /// Sentences of codes in a list; what else is named stays.
  private static func code(_ name: Substring) -> String {
    guard name.contains(" ") else { return String(name) }
    return name.replacing("; ", with: "\n").split(separator: "\n").map { one in
      for code in ReturnCode.allCases where one.hasPrefix(code.english) {
        return code.chinese + one.dropFirst(code.english.count)
      }
      return String(one)
    }.joined(separator: "；")
  }

  /// What stands between the parts of a sentence; `nil` where it is another.
  private static func named(_ text: String, _ parts: [Substring]) -> [Substring]? {
    guard let first = parts.first, let last = parts.last, text.hasPrefix(first) else { return nil }
    guard parts.count > 1 else { return text.count == first.count ? [] : nil }
    var rest = text.dropFirst(first.count)
    var found: [Substring] = []
    for part in parts.dropFirst().dropLast() {
      guard let range = rest.firstRange(of: part) else { return nil }
      found.append(rest[..<range.lowerBound])
      rest = rest[range.upperBound...]
    }
    guard rest.hasSuffix(last) else { return nil }
    return found + [rest.dropLast(last.count)]
  }

  private static let sentences: [(english: String, chinese: String)] = [
    ("the line is no JSON object", "该行不是 JSON 对象"),
    (
      "`id` must be a text of 1 to 80 bytes without `/`, blanks and control characters",
      "`id` 须为 1 至 80 字节的文本，不含 `/`、空白和控制字符"
    ),
    ("`*` is given twice", "`*1` 写了两次"),
    ("`op` is missing", "缺少 `op`"),
    ("`at` must be an instant, such as 2025-03-01T08:00:00Z", "`at` 须为时刻，如 2025-03-01T08:00:00Z"),
    ("`*` has no `*`; it has *", "`*1` 没有 `*2`；它有 *3"),
    ("unknown op `*`", "未知的 op `*1`"),
    ("`*` must be a text", "`*1` 须为文本"),
    ("`*` must be true or false", "`*1` 须为 true 或 false"),
    ("`*` must be a whole number", "`*1` 须为整数"),
    ("`*` must be an instant", "`*1` 须为时刻"),
    ("`*` must be an amount above zero, as text", "`*1` 须为大于零的金额（文本）"),
    ("`*` has more than the * decimals of *", "`*1` 的小数位多于 *3 的 *2 位"),
    ("`*` is missing", "缺少 `*1`"),
    ("`*` is empty", "`*1` 为空"),
    ("`*` is one of *", "`*1` 须为 *2 之一"),
    ("`*` is a list of objects", "`*1` 须为对象列表"),
    ("`*` has objects of `number` and `quantity`, as text", "`*1` 的对象须有 `number` 和 `quantity`（文本）"),
    ("`*` names line * twice", "`*1` 两次列出第 *2 行"),
    ("`terms` has control characters", "`terms` 含控制字符"),
    ("`account` must not contain `/`", "`account` 不得含 `/`"),
    ("`limit` must be an amount, `none` or `unlimited`", "`limit` 须为金额、`none` 或 `unlimited`"),
    ("`mode` is nested, carveOut or isolated", "`mode` 须为 nested、carveOut 或 isolated"),
    ("`mode` is of no use without `parent`", "没有 `parent` 时 `mode` 无意义"),
    ("`level` is a whole number from 1 to 100", "`level` 须为 1 至 100 的整数"),
    ("`*` is open: its `*` stays what it is", "`*1` 已开户：其 `*2` 不变"),
    ("`*` is opened first: a second request limits it for a time", "须先开户 `*1`：再以另一请求限时授信"),
    (
      "state `line` with its `quantity`, `lines` or `whole`",
      "请写 `line` 与 `quantity`、`lines` 或 `whole` 之一"
    ),
    ("state `source` or `balance`", "请写 `source` 或 `balance` 之一"),
    ("`ship` names a `place` or a `return`", "`ship` 须写 `place` 或 `return` 之一"),
    ("`place` pays in advance, `ship` an invoice: state one", "`place` 为预付，`ship` 为付发票：请写其一"),
    ("`delivered` stands in `facts`, or beside no `facts`", "`delivered` 写在 `facts` 内，或不写 `facts`"),
    (
      "`prepaid`, `replaces` and `checkpoint` are kept here: `pay` with `place`, `cancel`, `ship`",
      "`prepaid`、`replaces` 和 `checkpoint` 由此处记录：用带 `place` 的 `pay`、`cancel`、`ship`"
    ),
    ("`until` is missing", "缺少 `until`"),
    ("`order` is missing", "缺少 `order`"),
    ("an amount of the request does not fit", "请求中的金额超出范围"),
    ("* of `*` is more than the ledger keeps of an amount, *", "`*2` 的 *1 超过账本可记的最大金额 *3"),
    ("`*` is malformed, out of range or has passed", "`*1` 格式不符、超出范围或已过时"),
    ("the ledger is full", "账本已满"),
    ("nothing is on record for `*`", "`*1` 没有记录"),
    ("there is no order `*`", "没有订单 `*1`"),
    ("there is no return `*`", "没有退货 `*1`"),
    ("there is no sale of `*`", "没有 `*1` 的销售记录"),
    ("the sale of `*` cannot be used: *", "`*1` 的销售记录不可用：*2"),
    ("there is no * `*`; the project has *", "没有 *1 `*2`；项目有 *3"),
    ("the order cannot be priced: *", "订单无法定价：*1"),
    ("the order has too many lines to be kept", "订单行数过多，无法保存"),
    ("the order is dated back by * days, of * at most", "订单倒签 *1 天，最多 *2 天"),
    ("the order is dated before the one that it changes", "订单日期早于被更改的订单"),
    ("no exchange rate leads from * to *", "没有从 *1 到 *2 的汇率"),
    ("there is nothing to pay; `cancel` lets go of an order", "没有应付金额；放弃订单请用 `cancel`"),
  ]
  private static let more: [(english: String, chinese: String)] = [
    (
      "`*`, of which nothing is to pay, would cost something; place an order",
      "`*1` 无应付金额，更改后将有应付金额；请另下订单"
    ),
    ("nothing is to pay of `*`; it leaves by `lines`, or whole", "`*1` 无应付金额；请按 `lines` 或整单发货"),
    ("`*` is an order of `*`", "`*1` 是 `*2` 的订单"),
    ("`*` cannot be amended any more", "`*1` 不能再更改"),
    ("more of line * of `*` has left already", "`*2` 第 *1 行已发出更多"),
    ("more of line * of `*` has come back", "`*2` 第 *1 行已退回更多"),
    (
      "nothing would be open of `*`; `ship` with its `lines` ends it",
      "`*1` 将无未发部分；请用带 `lines` 的 `ship` 结束"
    ),
    ("the change would use `*` beyond its limit", "该更改将使 `*1` 超过其上限"),
    ("the rules price otherwise than those that `*` was priced by*", "现行规则的定价与 `*1` 定价时不同*2"),
    ("`*` has no line *", "`*1` 没有第 *2 行"),
    ("`*` has a line * already", "`*1` 已有第 *2 行"),
    ("the quantity of line * does not fit `*`", "第 *1 行的数量与 `*2` 不符"),
    ("`*` would use more of `*` than is left", "`*1` 将使用超过 `*2` 的余量"),
    ("the changed order cannot be priced: *", "更改后的订单无法定价：*1"),
    ("an amount of the changed order does not fit", "更改后订单的金额超出范围"),
    ("`lines` say what left of an order that left by amounts", "`lines` 只用于说明按金额发货的订单发出了什么"),
    ("`lines` must name lines of `*`", "`lines` 须为 `*1` 的行"),
    ("lines of `*` cannot be shipped any more", "`*1` 的行不能再发货"),
    ("goods of `*` leave by `lines`", "`*1` 的商品按 `lines` 发货"),
    ("a shipment by lines has no `amount`", "按行发货不写 `amount`"),
    ("nothing of `*` leaves with these lines", "这些行没有 `*1` 的商品发出"),
    ("nothing leaves; `cancel` lets go of an order", "没有商品发出；放弃订单请用 `cancel`"),
    ("that is more than is open of `*`", "超过 `*1` 的未付部分"),
    (
      "funds pay for orders of accounts that are opened with `netsCredit`",
      "资金只为以 `netsCredit` 开户的账户付款"
    ),
    ("the shortfall is larger than `most`", "缺口大于 `most`"),
    ("a stop is lifted where it was put, not by an override", "停单须在设置处解除，不能用 override"),
    ("`*` is no shipment of `*`", "`*1` 不是 `*2` 的发货"),
    ("more than was shipped of line * of `*` is returned", "`*2` 第 *1 行退货多于发货"),
    ("more than was shipped of `*` is returned", "`*1` 退货多于发货"),
    ("another return is to bring some of the goods already", "另一退货已登记其中部分商品"),
    ("the return has too many lines to be kept", "退货行数过多，无法保存"),
    ("the return is empty", "退货为空"),
    ("the return is refused: *", "退货被拒绝：*1"),
    ("the return is held: *", "退货待审批：*1"),
    ("the return is *", "退货处于 *1"),
    ("nothing of the return is settled", "该退货没有已结算的部分"),
    ("what had not come of the return was called off", "退货未到的部分已取消"),
    ("the authorisation ended with *", "退货授权已于 *1 结束"),
    ("the authorisation ended", "退货授权已结束"),
    ("more than was announced or has arrived of line *", "第 *1 行超过登记或到货的数量"),
    ("the disposition of line * is one of *", "第 *1 行的处置方式须为 *2 之一"),
    ("a higher level must approve", "须由更高级别审批"),
    ("nothing was accepted", "没有验收合格的商品"),
    ("an amount of the return does not fit", "退货金额超出范围"),
    ("the return `*` cannot go on", "退货 `*1` 无法继续"),
    ("the step cannot be kept as it is stated", "该步骤无法按所写保存"),
    ("the step: *", "步骤：*1"),
    ("the return: *", "退货：*1"),
    ("`*`: *", "`*1`：*2"),
  ]
}
