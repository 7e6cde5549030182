using VaeSharp.Models.Recipes;

namespace VaeSharp.Cli.Commands;

/// <summary><c>vae choices</c>.</summary>
internal static class ChoicesCommand
{
    public static Verb Create(Terminal terminal)
    {
        var json = SharedOptions.Json();
        var verb = new Verb(
            "choices", "List the kinds of networks, posteriors, priors, likelihoods and objectives, each with its paper.",
            "vae choices", "vae train mnist --set prior.kind=vamp --set prior.components=200")
        {
            json,
        };
        verb.SetAction(call =>
        {
            if (call.GetValue(json))
            {
                terminal.WriteJson(ChoiceCatalog.All);
                return ExitCodes.Done;
            }

            foreach (IGrouping<string, ChoiceListing> choice in ChoiceCatalog.All.GroupBy(c => c.Choice))
            {
                bool bounds = choice.Any(kind => kind.Bound is not null);
                string[] heads = [choice.Key, "what it is", "?source", .. bounds ? (string[])["bound on log p(x)"] : []];
                var table = new TextTable(heads);
                foreach (ChoiceListing kind in choice)
                {
                    table.Add([kind.Kind, kind.Summary, kind.Source, .. bounds ? (string[])[kind.Bound ?? ""] : []]);
                }

                table.Write(terminal);
            }

            terminal.Say("A recipe takes one of each. Combinations that do not work are refused with the reason.");
            return ExitCodes.Done;
        });
        return verb;
    }
}
