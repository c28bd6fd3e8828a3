package dev.slipway.aws;

import dev.slipway.failure.FailureException;

import org.w3c.dom.Element;
import org.w3c.dom.Node;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// Security groups and subnets of the environment's region.
public final class VpcNetwork {
    private VpcNetwork() {}

    /// The security groups of these ids, which may not be empty.
    ///
    /// @throws FailureException when EC2 cannot be reached (exit 4) or refuses (exit 5)
    public static List<SecurityGroup> securityGroups(List<String> ids) {
        return items(
                        Ec2Query.ask("DescribeSecurityGroups", numbered("GroupId", ids))
                                .getDocumentElement(),
                        "securityGroupInfo")
                .map(
                        group ->
                                new SecurityGroup(
                                        text(group, "groupId"),
                                        text(group, "groupName"),
                                        text(group, "vpcId"),
                                        rules(group, "ipPermissions"),
                                        rules(group, "ipPermissionsEgress")))
                .toList();
    }

    /// The subnets of these ids, which may not be empty.
    ///
    /// @throws FailureException when EC2 cannot be reached (exit 4) or refuses (exit 5)
    public static List<VpcSubnet> subnets(List<String> ids) {
        return items(
                        Ec2Query.ask("DescribeSubnets", numbered("SubnetId", ids))
                                .getDocumentElement(),
                        "subnetSet")
                .map(
                        subnet ->
                                new VpcSubnet(
                                        text(subnet, "subnetId"),
                                        text(subnet, "vpcId"),
                                        text(subnet, "availabilityZone"),
                                        text(subnet, "cidrBlock")))
                .toList();
    }

    private static Map<String, String> numbered(String name, List<String> values) {
        var parameters = new HashMap<String, String>();
        for (int i = 0; i < values.size(); i++) {
            parameters.put(name + "." + (i + 1), values.get(i));
        }
        return parameters;
    }

    private static List<SecurityGroup.Rule> rules(Element group, String side) {
        return items(group, side)
                .map(
                        rule ->
                                new SecurityGroup.Rule(
                                        text(rule, "ipProtocol"),
                                        port(rule, "fromPort"),
                                        port(rule, "toPort"),
                                        Stream.concat(
                                                        items(rule, "ipRanges")
                                                                .map(
                                                                        range ->
                                                                                text(
                                                                                        range,
                                                                                        "cidrIp")),
                                                        items(rule, "ipv6Ranges")
                                                                .map(
                                                                        range ->
                                                                                text(
                                                                                        range,
                                                                                        "cidrIpv6")))
                                                .toList(),
                                        items(rule, "groups")
                                                .map(other -> text(other, "groupId"))
                                                .toList(),
                                        items(rule, "prefixListIds")
                                                .map(list -> text(list, "prefixListId"))
                                                .toList()))
                .toList();
    }

    private static int port(Element rule, String name) {
        var text = text(rule, name);
        return text.isEmpty() ? -1 : Integer.parseInt(text);
    }

    /// The entries of a list: `<list><item>…</item></list>`.
    private static Stream<Element> items(Element parent, String list) {
        return children(parent, list).flatMap(found -> children(found, "item"));
    }

    private static String text(Element parent, String name) {
        return children(parent, name).findFirst().map(Node::getTextContent).orElse("").strip();
    }

    private static Stream<Element> children(Element parent, String name) {
        var found = new ArrayList<Element>();
        for (var node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element element && element.getTagName().equals(name)) {
                found.add(element);
            }
        }
        return found.stream();
    }
}
