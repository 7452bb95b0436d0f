using System.Xml.Linq;
using EstateMap.Database;
using Microsoft.AspNetCore.DataProtection.Repositories;

namespace EstateMap.Server.People;

/// <summary>Keys of ASP.NET Core's data protection in gate.protection_key, so that any server reads what another wrote; only the gate's role may see them.</summary>
internal sealed class ProtectionKeys(EstateMapDatabase database) : IXmlRepository
{
    public IReadOnlyCollection<XElement> GetAllElements()
    {
        using var command = database.Gate.CreateCommand(GateSql.ProtectionKeys);
        using var reader = command.ExecuteReader();
        var all = new List<XElement>();
        while (reader.Read()) all.Add(XElement.Parse(reader.GetString(0)));
        return all;
    }

    public void StoreElement(XElement element, string friendlyName)
    {
        using var command = database.Gate.CreateCommand(GateSql.KeepProtectionKey);
        command.Parameters.Add(new() { Value = friendlyName });
        command.Parameters.Add(new() { Value = element.ToString(SaveOptions.DisableFormatting) });
        command.ExecuteNonQuery();
    }
}
