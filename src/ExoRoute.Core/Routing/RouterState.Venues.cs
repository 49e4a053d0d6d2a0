using ExoRoute.Orders;

namespace ExoRoute.Routing;

// What a venue says beside its answers about one child: it is back, this is what works there, this order is none of ours.
public sealed partial class RouterState
{
    private const int MostStrangers = 10_000;
    private readonly HashSet<(VenueId, string)> _strangers = []; // told once; asked for membership only

    private void OnReported(VenueReported report)
    {
        switch (report.Kind)
        {
            case VenueReportKind.Reconnected:
                AskAbout(report.Venue, static _ => true);
                break;
            case VenueReportKind.OpenOrders:
                OnOpenOrders(report);
                break;
            default:
                foreach (var order in report.Orders)
                {
                    OnStranger(report.Venue, order);
                }

                break;
        }
    }

    // A stream that looks healthy can have lost one report: what works there is held against what we think works there.
    private void OnOpenOrders(VenueReported report)
    {
        var there = new HashSet<long>();
        foreach (var order in report.Orders)
        {
            if (!ClientOrderId.TryParse(order, out var id) || _children.Find(id.Child.Number) is not { } child || child.Order.ClientId != id || child.Order.Venue != report.Venue)
            {
                OnStranger(report.Venue, order);
                continue;
            }

            there.Add(id.Child.Number);
            if (child.Order.IsClosed)
            {
                Alarm(child.Order.Id, $"Child {child.Order.Id} is {child.Order.State} here and works at '{report.Venue}'; it is cancelled there.");
                _decisions.Add(new CancelSent(_sequence, LogicVersion, child.Order.Id));
                _risk.Sent(child.Scope, _now);
            }
        }

        // Those that were sent after the question, or whose answer may still be on its way, cannot be missing.
        AskAbout(report.Venue, child => !there.Contains(child.Order.Id.Number) && !child.Order.IsClosed
            && child.Order.State != OrderState.Unknown && child.Order.DecidedAt.Plus(child.Order.SendOffset + _settings.AnswerWithin) <= report.AsOf);
    }

    private void OnStranger(VenueId venue, string order)
    {
        if (_strangers.Count < MostStrangers && _strangers.Add((venue, order)))
        {
            var whose = ClientOrderId.TryParse(order, out var id) && id.SharesStoreWith(ClientOrderId.For(_storeId, 0, new(1)))
                ? "It bears this store's name: another router writes with it, or the store was set back. Stop one of them."
                : "Nothing here is done about it.";
            Alarm(default, $"'{venue}' tells of order '{order}', which was never decided here. {whose}");
        }
    }

    private void AskAbout(VenueId venue, Func<ChildWork, bool> which)
    {
        foreach (var child in _children.Open.ToArray())
        {
            if (child.Order.Venue == venue && which(child))
            {
                Ask(child);
                Work(child.Parent);
            }
        }

        Sweep();
    }
}
