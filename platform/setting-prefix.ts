/** What the names of a service's own settings begin with: `ORDER_ITEM` for order-item. */
export const settingPrefixOf = (service: string): string => service.toUpperCase().replaceAll("-", "_");
