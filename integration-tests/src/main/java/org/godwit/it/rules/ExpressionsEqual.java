package org.godwit.it.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.godwit.expression.Dialect;
import org.godwit.expression.GeneratedExpressions;
import org.godwit.expression.RseExpressionEvaluator;
import org.godwit.expression.RseExpressionParser;
import org.godwit.expression.RseView;
import org.godwit.expression.RucioReference;
import org.godwit.it.cases.Case;
import org.godwit.it.cases.CaseReport;
import org.godwit.it.cases.Figure;
import org.godwit.it.cases.Target;

/// Generated RSE expressions over generated RSEs, against a naive evaluator that works straight
/// from the text as Rucio does.
final class ExpressionsEqual implements Case<Sitting> {
    private static final int EXPRESSIONS = 100_000;
    private static final int DEPTH = 3;

    @Override
    public String name() {
        return "expressions";
    }

    @Override
    public CaseReport measure(Sitting sitting) {
        int count = sitting.size(EXPRESSIONS, EXPRESSIONS);
        GeneratedExpressions generated =
                new GeneratedExpressions(new SplittableRandom(sitting.seed()));
        int equal = 0;
        int matching = 0;
        for (int i = 0; i < count; i++) {
            List<RseView> world = generated.world();
            String text = generated.rucio(DEPTH);
            List<Integer> found =
                    RseExpressionEvaluator.evaluate(
                            RseExpressionParser.parse(text), () -> world, Dialect.RUCIO);
            List<Integer> wanted =
                    new ArrayList<>(RucioReference.evaluate(text, world))
                            .stream().sorted().toList();
            if (found.equals(wanted)) {
                equal++;
            } else {
                sitting.progress().say(text + " in " + world + ": " + found + ", not " + wanted);
            }
            matching += wanted.isEmpty() ? 0 : 1;
        }
        return new CaseReport(
                name(),
                List.of(Figure.judged("equal", equal, "expressions", Target.atLeast(count))),
                Map.of("expressions", count, "matchingSomething", matching));
    }
}
