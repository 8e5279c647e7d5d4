// Of the analysis.
extension ChineseSentences {
  static let analysis: [Sentence] = [
    Sentence(.deadCondition, "the condition of {} can never hold", "{0} 的条件永远不成立"),
    Sentence(.deadCondition, "{} asks for {}, which none has", "{0} 要求{1}，但没有客户或产品具备"),
    Sentence(.deadCondition, "offer {} is never in force", "优惠 {0} 从不生效"),
    Sentence(.deadCondition, "offer {} is for no {}", "优惠 {0} 没有适用的{1}"),
    Sentence(
      .deadCondition, "offer {} is in force on no day on which its condition holds",
      "优惠 {0} 生效的日子里，其条件都不成立"),
    Sentence(
      .deadCondition, "offer {} asks for a unit that none of its products has",
      "优惠 {0} 要求的单位，其产品都没有"),
    Sentence(
      .deadCondition, "offer {} asks for quantities in which none of its products can be ordered",
      "优惠 {0} 要求的数量，其产品都无法按此订购"),
    Sentence(
      .deadCondition, "offer {} counts lines by a condition that can never hold",
      "优惠 {0} 计数所用的条件永远不成立"),
    Sentence(
      .deadCondition, "offer {} counts lines of {}, which none has",
      "优惠 {0} 计数{1}的行，但没有客户或产品具备"),
    Sentence(
      .deadCondition, "offer {} counts lines of which no product can be one",
      "优惠 {0} 计数的行没有适用的产品"),
    Sentence(.deadCondition, "thresholds of offer {} exclude one another", "优惠 {0} 的门槛互相排斥"),
    Sentence(
      .deadCondition, "offer {} has a threshold that none of the lines it counts can reach",
      "优惠 {0} 有一个门槛，其所计的行都达不到"),
    Sentence(.deadCondition, "no rung of offer {} is ever reached", "优惠 {0} 的任何档位都达不到"),
    Sentence(
      .deadCondition, "offer {} leaves protected prices alone, and there are no others",
      "优惠 {0} 不动受保护的价格，而这里没有别的价格"),
    Sentence(
      .deadCondition, "territory rule {} is for {}, which none has", "授权规则 {0} 针对{1}，但没有客户或产品具备"),
    Sentence(
      .deadCondition, "check {} compares with {}, which no {} states as a number",
      "检查 {0} 与 {1} 比较，但没有{2}以数字写明"),
    Sentence(
      .deadCondition, "{} counts {}, which no product states as a number",
      "{0} 计数 {1}，但没有产品以数字写明"),
    Sentence(
      .deadCondition, "{} gives to {}, which no customer states", "{0} 给予 {1}，但没有客户写明"),
    Sentence(
      .deadCondition, "checks {} and {} together let no quantity pass", "检查 {0} 与 {1} 合起来不放行任何数量"),
    Sentence(
      .deadCondition, "check {} requires what its `when` excludes", "检查 {0} 要求的正是其 `when` 所排除的"),
    Sentence(.shadowedOffer, "offer {} never applies: {} always wins", "优惠 {0} 从不生效：{1} 总是优先"),
    Sentence(
      .shadowedOffer, "offer {} applies only where {} takes nothing off",
      "优惠 {0} 只在 {1} 减不下金额时生效"),
    Sentence(
      .shadowedOffer, "offer {} applies only where a guard refuses {}",
      "优惠 {0} 只在护栏拒绝 {1} 时生效"),
    Sentence(
      .shadowedOffer, "offer {} applies only where {} takes nothing off or a guard refuses it",
      "优惠 {0} 只在 {1} 减不下金额或被护栏拒绝时生效"),
    Sentence(.duplicateOffer, "offer {} says the same as {}", "优惠 {0} 与 {1} 内容相同"),
    Sentence(.unreachableRow, "nothing looks at the price table {}", "没有取价步骤使用价格表 {0}"),
    Sentence(
      .unreachableRow, "rows of {} are for {}, which none has", "价格表 {0} 有针对{1}的行，但没有客户或产品具备"),
    Sentence(
      .unreachableRow, "the price row {} is never reached: {} is found before it",
      "价格行 {0} 永远取不到：{1} 总在它之前取到"),
    Sentence(
      .unreachableRow, "the price row {} is never reached: rows of {} are found before it",
      "价格行 {0} 永远取不到：总有 {1} 的行在它之前取到"),
    Sentence(.fallingRung, "the price row {} costs more than the band before it", "价格行 {0} 比前一档更贵"),
    Sentence(
      .fallingRung, "a higher rung of offer {} gives less than the one before",
      "优惠 {0} 较高一档给得比前一档少"),
    Sentence(
      .oneSidedCombination, "offer {} combines with {}, which no offer of its phase carries",
      "优惠 {0} 声明可与 {1} 叠加，但同阶段没有优惠带有该标签"),
    Sentence(
      .oneSidedCombination,
      "offer {} combines with {}, which does not combine with it, in a circle that ends at it",
      "优惠 {0} 声明可与 {1} 叠加，对方却未声明，并绕成一圈回到自身"),
    Sentence(
      .oneSidedCombination, "offer {} combines with {}, which does not combine with it",
      "优惠 {0} 声明可与 {1} 叠加，对方却未声明"),
    Sentence(
      .ambiguousPriority, "only their ids decide whether {} goes before {}", "{0} 与 {1} 的先后仅由编号决定"),
    Sentence(.unfitBudget, "offer {} is never used: its {} is zero", "优惠 {0} 从不可用：{1} 为零"),
    Sentence(
      .unfitBudget, "one use of offer {} may take off more than its whole budget",
      "优惠 {0} 用一次减去的就可能超过全部预算"),
    Sentence(
      .unfitBudget, "one use of offer {} touches more units than its whole budget",
      "优惠 {0} 用一次涉及的数量就超过全部预算"),
    Sentence(
      .unfitBudget, "the whole budget of offer {} covers none of the orders that were tried",
      "优惠 {0} 的全部预算不够任何一张试算订单"),
    Sentence(
      .stackedBreach, "{} brings {} of {} for {} to {}, against {}",
      "{0} 使 {3} 购买 {2} × {1} 的净额降到 {4}，触及{5}"),
    Sentence(
      .stackedBreach, "{} bring {} of {} for {} to {}, against {}",
      "{0} 使 {3} 购买 {2} × {1} 的净额降到 {4}，触及{5}"),
    Sentence(
      .stackedBreach, "{} brings an order with {} of {} for {} to {}, below what its goods cost",
      "{0} 使 {3} 含 {2} × {1} 的订单净额降到 {4}，低于其商品成本"),
    Sentence(
      .stackedBreach, "{} bring an order with {} of {} for {} to {}, below what its goods cost",
      "{0} 使 {3} 含 {2} × {1} 的订单净额降到 {4}，低于其商品成本"),
    Sentence(
      .ladderInversion, "{} of tier {} pays {} for {}, {} of tier {} below it {}",
      "等级 {1} 的 {0} 买 {3} 付 {2}，其下等级 {5} 的 {4} 付 {6}"),
    Sentence(
      .channelSpread, "{} costs {} in channel {} and {} in {}, tier {}",
      "{0} 在渠道 {2} 为 {1}，在 {4} 为 {3}，等级 {5}"),
    Sentence(
      .channelSpread, "{} costs {} in channel {} and {} in {}", "{0} 在渠道 {2} 为 {1}，在 {4} 为 {3}"),
    Sentence(
      .legalRisk, "guard {} keeps the price kind {} above a floor", "护栏 {0} 给价格类型 {1} 设了最低价"),
    Sentence(.idleStatement, "check {} says nothing, whatever it finds", "检查 {0} 无论结果如何都不起作用"),
    Sentence(
      .idleStatement, "check {} requires what its `when` says already", "检查 {0} 要求的已由其 `when` 说明"),
    Sentence(.idleStatement, "territory rule {} denies nothing", "授权规则 {0} 什么也没有禁止"),
    Sentence(.idleStatement, "a rung of offer {} is never reached", "优惠 {0} 有一个档位永远达不到"),
    Sentence(
      .idleStatement, "offer {} has a budget of money, but takes none off", "优惠 {0} 有金额预算，却不减金额"),
    Sentence(
      .idleStatement, "offer {} has a budget of units, but touches none", "优惠 {0} 有数量预算，却不涉及数量"),
    Sentence(
      .idleStatement, "offer {} refuses parts of a budget that it does not have",
      "优惠 {0} 不许部分使用预算，却没有预算"),
    Sentence(.idleStatement, "offer {} caps amounts, but takes none off", "优惠 {0} 有封顶金额，却不减金额"),
    Sentence(.idleStatement, "offer {} shares units, but uses none", "优惠 {0} 声明共享数量，却不占用数量"),
    Sentence(
      .idleStatement, "offer {} takes fewer units than one of its groups has",
      "优惠 {0} 的数量上限小于一组的数量"),
    Sentence(
      .idleStatement, "offer {} charges for goods that are carved out of a line",
      "优惠 {0} 对从订单行内划出的赠品收费"),
    Sentence(
      .idleStatement, "offer {} states a base, but takes neither percentages nor prices of one",
      "优惠 {0} 写了基数，却既无折扣率也无价格"),
    Sentence(
      .idleStatement, "offer {} cuts a charge, for which {} means nothing",
      "优惠 {0} 减免费用，{1} 对其不起作用"),
    Sentence(
      .idleStatement, "offer {} touches all units, as it does without `units`",
      "优惠 {0} 涉及全部数量，与不写 `units` 相同"),
    Sentence(
      .idleStatement, "offer {} lets a set lack units, but counts whole sets",
      "优惠 {0} 允许不足一组，却按整组计价"),
    Sentence(
      .idleStatement, "offer {} lets a set lack units, but its group makes whole sets",
      "优惠 {0} 允许不足一组，所在组却只取整组"),
    Sentence(
      .idleStatement, "offer {} says which units are bought, but buys none",
      "优惠 {0} 指定购买商品的选取顺序，却没有购买条件"),
    Sentence(
      .idleStatement, "group {} shares units, which takes the best sets", "组 {0} 共享数量，总是取最优组合"),
    Sentence(
      .idleStatement, "agreement {} is a group buy, which takes the orders that it is given",
      "协议 {0} 是拼团，只按给定的订单结算"),
    Sentence(
      .idleStatement, "the book says nothing of credit, so that `hold` stops nothing",
      "规则没有信用部分，`hold` 不起作用"),
    Sentence(.idleStatement, "the order replaces itself, as every order does", "订单替换的是自己，与每张订单一样"),
    Sentence(.idleStatement, "no credit rule asks what was approved before", "没有信用规则查看先前的批准"),
    Sentence(.idleStatement, "no credit rule looks at {}", "没有信用规则检查 {0}"),
    Sentence(.idleStatement, "there are no {} {}", "没有{0} {1}"),
    Sentence(.idleStatement, "{} stops nothing", "{0} 不起作用"),
    Sentence(
      .refusedOffer, "offer {} gives nothing: a guard refuses it wherever it was tried",
      "优惠 {0} 从未给出优惠：每次试算都被护栏拒绝"),
  ]
}
