using CsCheck;
using ExoRoute.Problems;

namespace ExoRoute.Tests.Problems;

public class LadderProblemTests
{
    private static readonly Gen<LadderProblem> AnyProblem = Gen.Select(
        Gen.Long[-20, 20], Gen.Select(Gen.Long[1, 9], Gen.Long[1, 12]).Array[0, 5], Gen.Long[1, 4], Gen.Long[0, 9], Gen.Long[0, 60],
        (start, steps, lot, minimum, ticket) =>
        {
            var price = start;
            return new LadderProblem(
                new("v"), [.. steps.Select(step => new Rung(price += step.Item1, step.Item2, new(1)))],
                new() { Lot = new(lot), Minimum = new(minimum), FixedCost = new(ticket) });
        });

    [Fact]
    public void The_response_is_the_smallest_allowed_quantity_of_least_cost_less_price_times_quantity() =>
        Gen.Select(AnyProblem, Gen.Long[-90, 90], Gen.Long[1, 7]).Sample(
            (problem, numerator, denominator) =>
            {
                var (chosen, least) = (0L, (Int128)0);
                for (var quantity = 1L; quantity <= problem.Shown.Count; quantity++)
                {
                    var score = (problem.Value(new(quantity)).Count * denominator) - (numerator * quantity);
                    if (quantity % problem.Lot.Count == 0 && quantity >= problem.Minimum.Count && score < least)
                    {
                        (chosen, least) = (quantity, score);
                    }
                }

                problem.Response(new(numerator, denominator)).Count.Should().Be(chosen);
            },
            iter: 20_000);

    [Fact]
    public void The_proximal_step_is_no_worse_than_any_point_near_it() =>
        Gen.Select(AnyProblem, Gen.Double[-20, 60], Gen.Double[0.01, 50]).Sample(
            (problem, point, rho) =>
            {
                var plain = new LadderProblem(new("v"), problem.Rungs);
                var step = Prox(plain, point, rho);
                step.Should().BeInRange(0, plain.Shown.Count);
                double Objective(double x)
                {
                    var (cost, before) = (0.0, 0.0);
                    foreach (var rung in plain.Rungs)
                    {
                        cost += rung.Price * Math.Clamp(x - before, 0, rung.Quantity);
                        before += rung.Quantity;
                    }

                    return cost + (rho / 2 * (x - point) * (x - point));
                }

                foreach (var other in new[] { step - 0.001, step + 0.001, 0, plain.Shown.Count, Math.Floor(step), Math.Ceiling(step) })
                {
                    if (other >= 0 && other <= plain.Shown.Count)
                    {
                        Objective(step).Should().BeLessThanOrEqualTo(Objective(other) + 1e-9 * (1 + Math.Abs(Objective(other))));
                    }
                }
            },
            iter: 5_000);

    [Fact]
    public void What_is_out_of_range_is_refused_with_its_value()
    {
        var problem = new LadderProblem(new("v"), [new(5, 10, new(5))]);
        problem.Invoking(p => p.Value(new(11))).Should().Throw<ArgumentOutOfRangeException>().WithMessage("*'v' holds 10*");
        problem.Invoking(p => p.Value(new(-1))).Should().Throw<ArgumentOutOfRangeException>();
        problem.Invoking(p => p.VenuePriceOf(default)).Should().Throw<ArgumentOutOfRangeException>();
        problem.Invoking(p => p.Response(default)).Should().Throw<ArgumentException>().WithMessage("*denominator above 0*");
        problem.Invoking(p => Prox(p, double.NaN, 1)).Should().Throw<ArgumentException>();
        problem.Invoking(p => Prox(p, 1, 0)).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => new LadderProblem(default, [])).Should().Throw<ArgumentException>().WithMessage("*owner's name*");
        Bad(new() { Lot = new(-1) }, "*Lot must be*-1*");
        Bad(new() { Minimum = new(-1) }, "*Minimum must be*-1*");
        Bad(new() { FixedCost = new(-1) }, "*FixedCost must be*-1*");
        Bad(new() { EndsBy = (LimitKind)9 }, "*EndsBy*9*");

        static void Bad(LadderTerms terms, string message) =>
            FluentActions.Invoking(() => new LadderProblem(new("v"), [], terms)).Should().Throw<ArgumentException>().WithMessage(message);
    }

    [Fact]
    public void Flows_and_prices_are_compared_by_content()
    {
        new SharedVariables([1, 2]).Should().Be(new SharedVariables([1, 2])).And.NotBe(new SharedVariables([2, 1]));
        new SharedVariables([1, 2]).GetHashCode().Should().Be(new SharedVariables([1, 2]).GetHashCode());
        new SharedVariables([1, 2]).Total.Count.Should().Be(3);
        FluentActions.Invoking(() => new SharedVariables([-1])).Should().Throw<ArgumentOutOfRangeException>();
        new DualVariables(new DualPrice(1, 2)).Should().Be(new DualVariables(new DualPrice(1, 2))).And.NotBe(new DualVariables(DualPrice.Whole(1)));
        new DualPrice(6, 4).Reduced().Should().Be(new DualPrice(3, 2));
        (new DualPrice(-3, 2).ToString(), DualPrice.Whole(7).ToString()).Should().Be(("-3/2", "7"));
        FluentActions.Invoking(() => new DualVariables(default(DualPrice))).Should().Throw<ArgumentException>();
    }

    private static double Prox(LadderProblem problem, double point, double rho)
    {
        Span<double> flow = stackalloc double[1];
        problem.Prox([point], rho, flow);
        return flow[0];
    }
}
