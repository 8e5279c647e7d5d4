/// Messages in simplified Chinese, made of the English ones: what they name stays as it is written.
enum ChineseSentences {
  /// A sentence in which `{}` stands for what is named, and the same with what is named by number.
  private typealias Template = (english: String, chinese: String)

  /// A message or a help in Chinese; `nil` where it comes from no known sentence.
  static func text(_ english: String) -> String? {
    // A second place stands behind any help.
    if let named = parts(of: english, "{}; the other is on line {} of {}") {
      return text(named[0]).map {
        $0 + filled("；另一处在 {1} 第 {0} 行", Array(named.dropFirst()))
      }
    }
    for template in messages + helps {
      guard let named = parts(of: english, template.english) else { continue }
      return filled(template.chinese, named.map { noun($0) })
    }
    return nil
  }

  private static func filled(_ sentence: String, _ parts: [String]) -> String {
    parts.enumerated().reduce(sentence) { replaced("{\($1.offset)}", by: $1.element, in: $0) }
  }

  /// What stands in the places of a sentence; `nil` where it is another one.
  private static func parts(of text: String, _ template: String) -> [String]? {
    let fixed = pieces(template)
    guard let first = fixed.first, text.hasPrefix(first) else { return nil }
    var rest = text.dropFirst(first.count)
    var found: [String] = []
    for (index, piece) in fixed.enumerated().dropFirst() {
      let isLast = index == fixed.count - 1
      guard isLast else {
        guard let range = rest.firstRange(of: piece) else { return nil }
        found.append(String(rest[..<range.lowerBound]))
        rest = rest[range.upperBound...]
        continue
      }
      guard rest.hasSuffix(piece) else { return nil }
      found.append(String(rest.dropLast(piece.count)))
      rest = ""
    }
    return rest.isEmpty && !found.contains("") ? found : nil
  }

  private static func pieces(_ template: String) -> [String] {
    var found = [""]
    var rest = Substring(template)
    while let range = rest.firstRange(of: "{}") {
      found[found.count - 1] = String(rest[..<range.lowerBound])
      found.append("")
      rest = rest[range.upperBound...]
    }
    found[found.count - 1] = String(rest)
    return found
  }

  private static func replaced(_ mark: String, by text: String, in sentence: String) -> String {
    guard let range = sentence.firstRange(of: mark) else { return sentence }
    return sentence[..<range.lowerBound] + text + sentence[range.upperBound...]
  }

  /// A part that begins with a noun: ``offer `spring` ``.
  private static func noun(_ part: String) -> String {
    if let exact = words[part] { return exact }
    for (english, chinese) in nouns where part.hasPrefix(english) {
      return replaced(" and ", by: " 与 ", in: chinese + part.dropFirst(english.count))
    }
    // So many of a product.
    if let range = part.firstRange(of: " of `") {
      return "`\(part[range.upperBound...]) × \(part[..<range.lowerBound])"
    }
    return part
  }

  private static let words = [
    "customer": "客户", "product": "产品", "customers": "客户", "products": "产品", "the cost": "成本",
  ]

  private static let nouns: [Template] = [
    ("offers `", "优惠 `"), ("offer `", "优惠 `"), ("guard `", "护栏 `"), ("charge `", "费用 `"),
    ("agreement `", "协议 `"), ("check `", "检查 `"), ("territory rule `", "授权规则 `"),
    ("the tier `", "等级 `"), ("the group `", "分组 `"), ("the brand `", "品牌 `"),
    ("the text `", "文本 `"),
  ]

  private static let messages: [Template] = [
    ("unknown field {}", "没有字段 {0}"),
    ("the field {} is missing", "缺少字段 {0}"),
    ("the condition of {} can never hold", "{0} 的条件永远不成立"),
    ("{} asks for {}, which none has", "{0} 要求{1}，但没有客户或产品具备"),
    ("offer {} is never in force", "优惠 {0} 从不生效"),
    ("offer {} is for no {}", "优惠 {0} 没有适用的{1}"),
    ("territory rule {} is for {}, which none has", "授权规则 {0} 针对{1}，但没有客户或产品具备"),
    (
      "check {} compares with {}, which no {} states as a number",
      "检查 {0} 与 {1} 比较，但没有{2}以数字写明"
    ),
    ("checks {} and {} together let no quantity pass", "检查 {0} 与 {1} 合起来不放行任何数量"),
    ("check {} says nothing, whatever it finds", "检查 {0} 无论结果如何都不起作用"),
    ("check {} requires what its `when` excludes", "检查 {0} 要求的正是其 `when` 所排除的"),
    ("check {} requires what its `when` says already", "检查 {0} 要求的已由其 `when` 说明"),
    ("territory rule {} denies nothing", "授权规则 {0} 什么也没有禁止"),
    ("offer {} never applies: {} always wins", "优惠 {0} 从不生效：{1} 总是优先"),
    ("offer {} says the same as {}", "优惠 {0} 与 {1} 内容相同"),
    ("nothing looks at the price table {}", "没有取价步骤使用价格表 {0}"),
    ("rows of {} are for {}, which none has", "价格表 {0} 有针对{1}的行，但没有客户或产品具备"),
    (
      "the price row {} is never reached: {} is found before it",
      "价格行 {0} 永远取不到：{1} 总在它之前取到"
    ),
    ("the price row {} costs more than the band before it", "价格行 {0} 比前一档更贵"),
    ("a higher rung of offer {} gives less than the one before", "优惠 {0} 较高一档给得比前一档少"),
    (
      "offer {} combines with {}, which no offer of its phase carries",
      "优惠 {0} 声明可与 {1} 叠加，但同阶段没有优惠带有该标签"
    ),
    (
      "offer {} combines with {}, which does not combine with it, in a circle that ends at it",
      "优惠 {0} 声明可与 {1} 叠加，对方却未声明，并绕成一圈回到自身"
    ),
    (
      "offer {} combines with {}, which does not combine with it",
      "优惠 {0} 声明可与 {1} 叠加，对方却未声明"
    ),
    ("only their ids decide whether {} goes before {}", "{0} 与 {1} 的先后仅由编号决定"),
    (
      "one use of offer {} may take off more than its whole budget",
      "优惠 {0} 用一次减去的就可能超过全部预算"
    ),
    (
      "one use of offer {} gives more units than its whole budget",
      "优惠 {0} 用一次赠出的数量就超过全部预算"
    ),
    (
      "the whole budget of offer {} covers none of the orders that were tried",
      "优惠 {0} 的全部预算不够任何一张试算订单"
    ),
    (
      "{} bring {} of {} for {} to {}, against {}",
      "{0} 使 {3} 购买 {2} × {1} 的净额降到 {4}，触及{5}"
    ),
    (
      "{} of tier {} pays {} for {}, {} of tier {} below it {}",
      "等级 {1} 的 {0} 买 {3} 付 {2}，其下等级 {5} 的 {4} 付 {6}"
    ),
    (
      "{} costs {} in channel {} and {} in {}, tier {}",
      "{0} 在渠道 {2} 为 {1}，在 {4} 为 {3}，等级 {5}"
    ),
    ("{} costs {} in channel {} and {} in {}", "{0} 在渠道 {2} 为 {1}，在 {4} 为 {3}"),
    ("guard {} keeps the price kind {} above a floor", "护栏 {0} 给价格类型 {1} 设了最低价"),
    ("offer {} has a budget of money, but takes none off", "优惠 {0} 有金额预算，却不减金额"),
    ("offer {} has a budget of units, but touches none", "优惠 {0} 有数量预算，却不涉及数量"),
    (
      "offer {} refuses parts of a budget that it does not have",
      "优惠 {0} 不许部分使用预算，却没有预算"
    ),
    ("offer {} caps amounts, but takes none off", "优惠 {0} 有封顶金额，却不减金额"),
    ("offer {} shares units, but uses none", "优惠 {0} 声明共享数量，却不占用数量"),
    ("offer {} takes fewer units than one of its groups has", "优惠 {0} 的数量上限小于一组的数量"),
    (
      "offer {} charges for goods that are carved out of a line",
      "优惠 {0} 对从订单行内划出的赠品收费"
    ),
    (
      "offer {} states a base, but takes neither percentages nor prices of one",
      "优惠 {0} 写了基数，却既无折扣率也无价格"
    ),
    ("group {} shares units, which takes the best sets", "组 {0} 共享数量，总是取最优组合"),
    (
      "agreement {} is a group buy, which takes the orders that it is given",
      "协议 {0} 是拼团，只按给定的订单结算"
    ),
    (
      "offer {} gives nothing: a guard refuses it wherever it was tried",
      "优惠 {0} 从未给出优惠：每次试算都被护栏拒绝"
    ),
  ]

  private static let helps: [Template] = [
    ("did you mean {}?", "是否想写 {0}？"),
    ("its parts exclude one another; take one of them out", "各部分互相排斥，去掉其一"),
    ("state it with a customer or product, or take it out", "在客户或产品上写明，或去掉"),
    ("state it with a customer or product, or take the rule out", "在客户或产品上写明，或去掉该规则"),
    ("state it with a customer or product", "在客户或产品上写明"),
    ("let its end come after its start", "让结束晚于开始"),
    ("no {} has everything that its condition asks", "没有{0}满足其条件的全部要求"),
    ("state it with the {} it is for", "在所针对的{0}上写明"),
    (
      "write numbers without quotation marks, and cells as `name=number`",
      "数字不加引号，单元格写成 `name=number`"
    ),
    ("let their bounds meet, or their conditions exclude one another", "让两者的界限相容，或让条件互斥"),
    ("state an `outcome`, or take the check out", "写明 `outcome`，或去掉该检查"),
    ("no order that it tests passes; take one of the two parts out", "受检订单无一通过，去掉两者之一"),
    ("every order that it tests passes; require something else", "受检订单全部通过，改要求别的"),
    ("what allows is a grant or a list; take the rule out", "放行要用授权或清单，去掉该规则"),
    ("narrow {}, or take {} out", "收窄 {0}，或去掉 {1}"),
    ("keep one of them", "保留其一"),
    ("name it in an access of a price kind", "在价格类型的取价步骤中写上它"),
    ("search {} before {}", "让 {0} 先于 {1} 查找"),
    ("let prices fall as quantities rise", "让价格随数量下降"),
    ("let what is given rise with the rungs", "让优惠随档位上升"),
    ("give an offer this tag", "给某个优惠加上此标签"),
    ("let {} name a tag of {}", "让 {0} 声明 {1} 的标签"),
    ("give one of them a larger `priority`", "给其中一个更大的 `priority`"),
    ("it is cut from the first such order on; raise `budget`", "第一张订单起就被截断，提高 `budget`"),
    (
      "such an order gets nothing of it; raise `budget`, or allow parts",
      "这样的订单得不到优惠，提高 `budget` 或允许部分使用"
    ),
    ("raise `budgetUnits`", "提高 `budgetUnits`"),
    ("raise the budget, or bound the offer with `cap`", "提高预算，或用 `cap` 封顶"),
    ("leave it out", "去掉它"),
    ("write `\"choice\": \"best\"`, or another `per`", "写 `\"choice\": \"best\"`，或换一个 `per`"),
    ("leave `when` out, and settle the orders of the group alone", "去掉 `when`，只结算该团的订单"),
    (
      "{} against {}; {} products in all; lower an offer, or let a guard clip",
      "{0} 对 {1}，共 {2} 个产品；降低优惠，或让护栏截断"
    ),
    ("{} against {}; lower an offer, or let a guard clip", "{0} 对 {1}；降低优惠，或让护栏截断"),
    ("let those above pay less; {} products in all", "让上级付得更少；共 {0} 个产品"),
    ("let those above pay less", "让上级付得更少"),
    ("prices of one product lie more than {} apart", "同一产品的价差超过 {0}"),
    (
      "a floor under prices at which dealers resell may be forbidden; let it `warn`",
      "限制经销商转售价的最低价可能违法，让它只 `warn`"
    ),
    ("lower the offer, loosen the guard, or let the guard clip", "降低优惠、放宽护栏，或让护栏截断"),
  ]
}
