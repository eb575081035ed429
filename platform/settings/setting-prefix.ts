/** Returns the prefix of a service's own settings: `ORDER_ITEM` for order-item. */
export const settingPrefixOf = (service: string): string => service.toUpperCase().replaceAll("-", "_");
